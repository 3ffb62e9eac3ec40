"""Fields of a JSON object as what they should be; what is of another shape is as good as absent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from socialcare.sentences import Sentence, say

from ._plain_text import clean
from ._statuses import moment

_LARGEST_COUNT = 2**53


class BadItem(ValueError):
    """One item that cannot become a mention; the others of its page stand."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def text_in(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return clean(value) if isinstance(value, str) else ""


def id_in(holder: Mapping[str, Any]) -> str:
    """Raises BadItem: the store knows a message by its id alone."""
    found = text_in(holder, "id")
    if not found:
        raise BadItem(say("“{key}” is missing or is not a text", key="id"))
    return found


def moment_in(holder: Mapping[str, Any], key: str) -> datetime:
    """Aware UTC. Raises BadItem: a promise is counted from it."""
    found = moment(holder.get(key))
    if found is None:
        raise BadItem(say("“{date}” is not a date known here", date=clean(str(holder.get(key)))[:40]))
    return found


def count_in(holder: Mapping[str, Any], key: str) -> int | None:
    value = holder.get(key)
    known = isinstance(value, int) and not isinstance(value, bool)
    return min(max(0, value), _LARGEST_COUNT) if known and isinstance(value, int) else None


def metrics_in(holder: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, int]:
    """`keys` are those of the network by ours; what it does not tell is left out."""
    return {name: count for name, key in keys.items() if (count := count_in(holder, key)) is not None}


def object_in(holder: object, *keys: str) -> Mapping[str, Any]:
    """The object that these keys lead to, one inside the other; empty where there is none."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, dict) else None
    return holder if isinstance(holder, dict) else {}


def objects_in(holder: object, key: str) -> Sequence[Mapping[str, Any]]:
    found = holder.get(key) if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
