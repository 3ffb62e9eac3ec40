"""An answer by mail: written, handed to the server, and known again."""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from socialcare.connector import Context, Http, Reply
from socialcare.errors import Rejected
from socialcare.sentences import say

from ._imap_settings import Security, Server, Settings, is_address
from ._letters import Letter
from ._mail_errors import Told
from ._mail_mentions import ANSWER_PREFIX
from ._plain_text import one_line

TIMEOUT_SECONDS = 30.0
MOST_REFERENCES = 20
_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.PLAIN: 25}
_PLAIN = SMTP.clone(cte_type="7bit")
"""Passes every server, and is the same wherever it went."""
_AGAIN = re.compile(r"^(re|rép|réf|tr|fwd?|aw|sv)\s*:", re.IGNORECASE)


def answer_id(key: str, channel: str, settings: Settings) -> str:
    """The same whenever the same answer is tried: many servers then deliver it once."""
    digest = sha256(f"{channel}\0{key}".encode()).hexdigest()[:32]
    return f"{ANSWER_PREFIX}{digest}@{settings.address.rpartition('@')[2]}"


def answer(reply: Reply, asked: Letter | None, settings: Settings, context: Context) -> EmailMessage:
    """To the author alone, whoever else had a copy. `asked` is None where the letter no longer lies in the mailbox."""
    to = reply.to.author.handle
    if not is_address(to):
        raise Rejected(say("“{to}” is no mail address; nothing can be sent there", to=one_line(to, 100)))
    subject = asked.words("Subject") if asked else one_line(reply.to.text, 70)
    message = EmailMessage(policy=_PLAIN)
    message["From"] = Address(settings.name, addr_spec=settings.address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject if _AGAIN.match(subject) else f"Re: {subject}"
    message["Date"] = format_datetime(context.now)
    message["Message-ID"] = f"<{answer_id(reply.key, context.channel, settings)}>"
    if not reply.to.ref.startswith("sha256:"):
        message["In-Reply-To"] = f"<{reply.to.ref}>"
        message["References"] = " ".join(f"<{one}>" for one in _references(reply, asked))
    message.set_content(reply.text)
    return message


def _references(reply: Reply, asked: Letter | None) -> list[str]:
    """From the first letter to the one answered; the middle of a long thread is left out."""
    before = asked.ids("References") if asked else [reply.to.thread or ""]
    found = [one for one in before if one and one != reply.to.ref and not one.startswith("sha256:")]
    return [*found[:1], *found[1:][-MOST_REFERENCES:], reply.to.ref]


def hand_over(
    message: EmailMessage, settings: Settings, told: Told, http: Http, is_there: Callable[[bool], None]
) -> None:
    """`is_there(True)` once the server has the whole letter: from then on a lost connection proves nothing;
    `is_there(False)` where it refuses it all the same.
    """
    recipient = message["To"].addresses[0].addr_spec
    with connected(settings, told, http) as smtp, told.of_smtp():
        told.reply(*smtp.mail(settings.address))
        told.reply(*smtp.rcpt(recipient))
        told.reply(*smtp.docmd("DATA"))
        smtp.send(re.sub(rb"(?m)^\.", b"..", message.as_bytes()) + b".\r\n")
        is_there(True)
        code, words = smtp.getreply()
        if code >= 400:
            is_there(False)
        told.reply(code, words)


@contextmanager
def connected(settings: Settings, told: Told, http: Http) -> Iterator[smtplib.SMTP]:
    """Logged in where the server wants that. Raises Rejected for a server that `http` guards."""
    server = settings.smtp
    if server is None:
        raise Rejected(say("this mailbox has no server to send by; write smtp: and its host in the settings"))
    port = server.port or _PORTS[server.security]
    http.guard(server.host, port=port)
    with told.of_smtp():
        smtp = _server(server, port)
    try:
        with told.of_smtp():
            http.guard(server.host, port=port, address=smtp.sock.getpeername()[0] if smtp.sock else "")
            if server.security is Security.STARTTLS:
                import ssl

                smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
            _log_in(smtp, settings)
        yield smtp
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.close()


def _server(server: Server, port: int) -> smtplib.SMTP:
    if server.security is Security.TLS:
        import ssl

        return smtplib.SMTP_SSL(server.host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(server.host, port, timeout=TIMEOUT_SECONDS)


def _log_in(smtp: smtplib.SMTP, settings: Settings) -> None:
    if not smtp.has_extn("auth"):
        return
    if settings.access_token:
        token = settings.access_token.get_secret_value()
        smtp.user, smtp.password = settings.login, ""
        smtp.auth("XOAUTH2", lambda _challenge=None: f"user={settings.login}\1auth=Bearer {token}\1\1")
    elif settings.password:
        smtp.login(settings.login, settings.password.get_secret_value())
