"""Letters as mentions: who wrote, when, and what they answer."""

from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import quote

from socialcare.facts import Author, Kind, Media, Mention

from ._imap_settings import Settings, is_address
from ._letter_text import written_text
from ._letters import Letter, received_at, written_at
from ._plain_text import clean

ANSWER_PREFIX = "socialcare."
"""How message ids of answers sent from here begin."""

ON_THE_WAY = timedelta(days=1)
"""A letter that claims to be older than this when it arrives counts from its arrival."""

_LONGEST_REF = 250
_NOBODY = ("no-reply@", "noreply@", "ne-pas-repondre@", "nepasrepondre@", "donotreply@", "do-not-reply@")


def mention_from(letter: Letter, channel: str, settings: Settings, *, own: bool) -> Mention:
    """`own` where it lies in the folder of what was sent: a From line alone proves nothing."""
    body = written_text(letter)
    parent = parent_of(letter)
    author = author_of(letter, settings, own=own)
    subject = letter.words("Subject")
    ref = ref_of(letter, own=own)
    references = letter.ids("References")
    root = short_ref(references[0]) if references else parent
    return Mention(
        channel=channel,
        ref=ref,
        author=author,
        text=clean("\n\n".join(part for part in (subject if parent is None or not body else "", body) if part)),
        posted_at=_posted_at(letter),
        in_reply_to=parent,
        thread=root or ref,
        kind=Kind.MESSAGE,
        language=_language(letter),
        own=own,
        media=tuple(
            Media(kind=each.kind, url=f"mid:{quote(letter.message_id)}", description=each.name)
            for each in letter.attachments
        ),
        can_reply=None if own else is_address(author.handle) and not author.handle.startswith(_NOBODY),
    )


def author_of(letter: Letter, settings: Settings, *, own: bool) -> Author:
    """Where a form of the brand's own site wrote the mail, the customer stands in Reply-To."""
    name, address = next(iter(letter.addresses("From")), (letter.words("From"), ""))
    answers = letter.addresses("Reply-To")
    by_machine = address in settings.own or address.startswith(_NOBODY)
    if not own and by_machine and len(answers) == 1 and answers[0][1] not in settings.own:
        name, address = answers[0]
    return Author(handle=address, name=name)


def ref_of(letter: Letter, *, own: bool) -> str:
    """The message id; a digest of what it says where there is none, or one that only our own answers have."""
    found = letter.message_id
    if found and (own or not found.startswith(ANSWER_PREFIX)):
        return short_ref(found)
    told = "\0".join([*(letter.words(name) for name in ("From", "To", "Date", "Subject")), written_text(letter)])
    return f"sha256:{sha256(told.encode('utf-8', 'replace')).hexdigest()[:32]}"


def parent_of(letter: Letter) -> str | None:
    """In-Reply-To may hold several, or words; the last of References is then the one answered."""
    answered = letter.ids("In-Reply-To") or letter.ids("References")[-1:]
    return short_ref(answered[0]) if answered else None


def short_ref(message_id: str) -> str:
    plain = message_id.isprintable() and len(message_id) <= _LONGEST_REF
    return message_id if plain else f"sha256:{sha256(message_id.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _posted_at(letter: Letter) -> datetime:
    """As its author dates it, where the brand's server bears that out; else when it arrived."""
    written, received = written_at(letter), received_at(letter)
    return written if written and received - ON_THE_WAY <= written <= received else received


def _language(letter: Letter) -> str | None:
    first = letter.words("Content-Language").partition(",")[0].strip()
    return first if first and len(first) <= 20 and first.replace("-", "").isalnum() else None
