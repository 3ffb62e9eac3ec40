"""Which mails are a person's words: automatic answers, newsletters and delivery failures are not."""

import re
from collections.abc import Set as AbstractSet
from enum import Enum, auto

from ._letters import Letter

_SAYS_AWAY = re.compile(
    r"(?:réponse automatique|automatic reply|auto[- ]?reply|out of office|absence du bureau)\b", re.IGNORECASE
)
_POSTMEN = ("mailer-daemon@", "postmaster@")
_RECIPIENT = re.compile(r"^(?:Final|Original)-Recipient:\s*rfc822;\s*(\S{3,254})", re.IGNORECASE | re.MULTILINE)


class Sort(Enum):
    LETTER = auto()
    AUTOMATIC = auto()
    """An answer by a machine, or a receipt: as a customer's message it would open their case again."""
    BULK = auto()
    FAILURE = auto()
    """What the brand sent did not arrive."""


def sort_of(letter: Letter, own: AbstractSet[str]) -> Sort:
    """`own` are the brand's addresses. `Auto-Submitted: auto-generated` is a letter: contact forms say it too."""
    report = letter.head.get_param("report-type", "") if letter.head.get_content_type() == "multipart/report" else ""
    senders = [address for _, address in letter.addresses("From")]
    if str(report).lower() == "delivery-status" or any(sender.startswith(_POSTMEN) for sender in senders):
        return Sort.FAILURE
    if str(report).lower() == "disposition-notification" or _is_automatic(letter):
        return Sort.AUTOMATIC
    return Sort.BULK if _is_bulk(letter, own) else Sort.LETTER


def failed_recipient(letter: Letter) -> str:
    """Empty where the report does not say whom it is about."""
    text = letter.head.as_string() if letter.head.is_multipart() else str(letter.head.get_payload())
    found = _RECIPIENT.search(text[:100_000])
    return found[1].strip("<>") if found else ""


def _is_automatic(letter: Letter) -> bool:
    return (
        letter.words("Auto-Submitted").lower().startswith("auto-replied")
        or any(letter.words(name) for name in ("X-Autoreply", "X-Autorespond"))
        or letter.words("Precedence").lower() == "auto_reply"
        or bool(_SAYS_AWAY.match(letter.words("Subject")))
    )


def _is_bulk(letter: Letter, own: AbstractSet[str]) -> bool:
    """Not for a list of the brand's own domain: many a contact@ is a group, and all customers come through it."""
    sent_to_many = letter.words("Precedence").lower() in ("bulk", "list", "junk") or letter.words("List-Unsubscribe")
    domains = {address.rpartition("@")[2] for address in own}
    by_us = any(domain in letter.words(name).lower() for domain in domains for name in ("List-Id", "List-Post"))
    return bool(sent_to_many) and not by_us
