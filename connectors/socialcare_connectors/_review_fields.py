"""What reviews of all shops and directories have in common."""

from collections.abc import Mapping, Sequence

from socialcare.connector import Page, Reject
from socialcare.facts import Mention

from ._json_fields import BadItem
from ._plain_text import clean, one_line

_WORDS = {"ONE": 1.0, "TWO": 2.0, "THREE": 3.0, "FOUR": 4.0, "FIVE": 5.0}


def stars(told: object) -> float | None:
    """1 to 5, from a number, its digit or its English name; None for anything else."""
    if isinstance(told, str):
        return _WORDS.get(told, float(told) if told in tuple("12345") else None)
    known = isinstance(told, int) and not isinstance(told, bool) and 1 <= told <= 5
    return float(told) if known and isinstance(told, int) else None


def with_title(title: str, body: str) -> str:
    """The title stands above, unless it is only the beginning of the text."""
    begins = body.startswith(title.removesuffix("…").removesuffix("...").strip())
    return clean(body if begins else f"{title}\n{body}")


def with_version(text: str, version: str) -> str:
    """The version of the app that is reviewed, on a line of its own: who answers needs to know it."""
    return clean(f"{text}\n(version {one_line(version, 40)})") if version else text


def answer_ref(ref: str) -> str:
    """A review has one answer, which has no id of its own."""
    return f"{ref}#reply"


def reject(where: str, bad: BadItem, content: Mapping[str, object]) -> Reject:
    return Reject(where=clean(where)[:80], why=bad.sentence, excerpt=one_line(clean(str(content)), 80))


def again(mentions: Sequence[Mention], gone: Sequence[str] = ()) -> Page:
    """A second look at reviews, with the brand's answers to them."""
    return Page(mentions=tuple(mentions), gone=tuple(gone), cursor=None)
