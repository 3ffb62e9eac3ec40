"""What mail servers say when they fail, as errors that help. Codes: RFC 5530 (IMAP), RFC 3463 (SMTP)."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from imapclient import exceptions as imap

from socialcare.errors import AuthError, ConnectorError, QuotaSpent, RateLimited, Rejected, Unavailable
from socialcare.sentences import Sentence, say

from ._plain_text import clean, one_line

_REFUSED = re.compile(
    r"\[(AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|PRIVACYREQUIRED|NOPERM)\]|invalid credentials", re.IGNORECASE
)
_BUSY = re.compile(r"\[(UNAVAILABLE|INUSE|SERVERBUG|CONTACTADMIN)\]|try again|temporar", re.IGNORECASE)
_SPENT = re.compile(r"command or bandwidth limits|daily user sending|\b5\.4\.5\b", re.IGNORECASE)  # Gmail
_WAIT = re.compile(r"\[(THROTTLED|LIMIT)\]|throttled|too many|\b4\.7\.28\b|rate limit", re.IGNORECASE)
_BACK_OFF = re.compile(r"backoff time: (\d{1,9}) milliseconds", re.IGNORECASE)  # Exchange Online


@dataclass(frozen=True)
class Told:
    """Turns what goes wrong with one server into a ConnectorError; `secrets` are taken out of what it says."""

    host: str
    how_to_mend: Sentence
    now: datetime
    secrets: tuple[str, ...] = ()

    @contextmanager
    def of_imap(self, *, login: bool = False, greeting: bool = False) -> Iterator[None]:
        """What no code explains is refused credentials at the `login`, and a broken server at its `greeting`."""
        try:
            yield
        except (imap.IMAPClientAbortError, imap.ProtocolError, OSError) as error:
            raise self._broken(error) from error
        except imap.IMAPClientError as error:
            if isinstance(error.__context__, imap.IMAPClientAbortError):  # imapclient makes a LoginError of any
                raise self._broken(error.__context__) from error
            raise self._refusal(self._words(error), login=login, greeting=greeting) from error
        except (ValueError, LookupError, TypeError, AssertionError, AttributeError, RecursionError) as error:
            # The parsers of imaplib and imapclient fail so on what is no IMAP.
            raise Unavailable(say("{host} does not answer as an IMAP server does", host=self.host)) from error

    @contextmanager
    def of_smtp(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise self._smtp(code, self._plain(words)) from error
        except smtplib.SMTPResponseException as error:
            raise self._smtp(error.smtp_code, self._plain(error.smtp_error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Rejected(self._said(self._plain(str(error)))) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise self._broken(error) from error

    def reply(self, code: int, words: bytes) -> None:
        """Raises for a code of refusal."""
        if code >= 400:
            raise self._smtp(code, self._plain(words))

    def _broken(self, error: Exception) -> Unavailable:
        if isinstance(error, ssl.SSLCertVerificationError):
            return Unavailable(say("{host} shows a certificate that is not its own or is not trusted: {why}",
                                   host=self.host, why=self._plain(error.verify_message)))  # fmt: skip
        words = (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
        return Unavailable(say("{host} cannot be reached or hung up ({why})", host=self.host, why=words))

    def _refusal(self, words: str, *, login: bool, greeting: bool) -> ConnectorError:
        waiting = self._waiting(words)
        if waiting is not None:
            return waiting
        if greeting or _BUSY.search(words):
            return Unavailable(self._said(words))
        return self._auth(words) if login or _REFUSED.search(words) else Rejected(self._said(words))

    def _smtp(self, code: int, words: str) -> ConnectorError:
        if code in (530, 534, 535, 538):
            return self._auth(words)
        waiting = self._waiting(words)
        if waiting is not None:
            return waiting
        return Unavailable(self._said(words)) if code < 500 else Rejected(self._said(words))

    def _waiting(self, words: str) -> RateLimited | None:
        back_off = _BACK_OFF.search(words)
        until = self.now + timedelta(milliseconds=int(back_off[1])) if back_off else None
        if _SPENT.search(words):
            return QuotaSpent(self._said(words), until=until)
        return RateLimited(self._said(words), until=until) if _WAIT.search(words) else None

    def _auth(self, words: str) -> AuthError:
        return AuthError(say("{host} refuses the login: {why}", host=self.host, why=words), self.how_to_mend)

    def _said(self, words: str) -> Sentence:
        return say("{host} refuses: {why}", host=self.host, why=words or "?")

    def _words(self, error: Exception) -> str:
        found = error.args[0] if error.args else ""
        return self._plain(found if isinstance(found, bytes) else re.sub(r"""^b(['"])(.*)\1$""", r"\2", str(found)))

    def _plain(self, words: bytes | str) -> str:
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return one_line(clean(text), 200)
