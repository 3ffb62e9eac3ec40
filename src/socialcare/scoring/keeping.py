"""The terms of the care lexicon, read once for all processes: 8,000 lines and textblob-fr's words take a third of a second."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from socialcare.facts import Emotion
from socialcare.scoring import reasons
from socialcare.scoring.baseline import TextBlob, place_of_words, version_of_library
from socialcare.scoring.entries import Alarm, Entry, Role
from socialcare.scoring.memory import Memory
from socialcare.scoring.rows import rows
from socialcare.scoring.terms import Terms, read

NAME = "lexicon.cache.json"


class Known(NamedTuple):
    """`version` is textblob-fr's, whose words are among the terms."""

    version: str
    terms: Terms


def known(lexicons: Mapping[str, str], memory: Memory) -> Known:
    """Of lexicon files (name to content). Raises FileMistakes for lines that cannot be used."""
    told = repr((sorted(lexicons.items()), place_of_words()))
    of = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
    kept = memory.recall(NAME, of)
    if kept is not None:
        return _decoded(json.loads(bytes(kept)))
    found = Known(version_of_library(), read(rows(lexicons), TextBlob().entries()))
    memory.keep(NAME, of, json.dumps(_encoded(found)).encode())
    return found


def _encoded(known: Known) -> dict[str, Any]:
    """Equal entries once; words and phrases name them by their number."""
    terms = known.terms
    entries: dict[Entry, int] = {}
    return {
        "version": known.version,
        "light": sorted(terms.light),
        "numbers": sorted(terms.numbers),
        "same": dict(terms.same),
        "spellings": sorted(terms.spellings),
        "words": {word: entries.setdefault(entry, len(entries)) for word, entry in terms.words.items()},
        "phrases": {" ".join(keys): entries.setdefault(entry, len(entries)) for keys, entry in terms.phrases.items()},
        "entries": list(entries),
    }


def _decoded(kept: dict[str, Any]) -> Known:
    entries = [_entry(values) for values in kept["entries"]]
    terms = Terms(
        light=frozenset(kept["light"]),
        numbers=frozenset(kept["numbers"]),
        same=kept["same"],
        spellings=frozenset(kept["spellings"]),
        words={word: Entry._make(entries[at]) for word, at in kept["words"].items()},
        phrases={tuple(keys.split(" ")): Entry._make(entries[at]) for keys, at in kept["phrases"].items()},
    )
    return Known(kept["version"], terms)


_REASONS = {reason: reason for reason in reasons.ALL}
"""The reader knows a reason by its identity."""


def _entry(values: list[Any]) -> Entry:
    found = Entry(*values)
    return found._replace(
        reason=_REASONS[found.reason],
        role=Role(found.role),
        emotion=Emotion(found.emotion) if found.emotion else None,
        alarm=Alarm(found.alarm) if found.alarm else None,
    )
