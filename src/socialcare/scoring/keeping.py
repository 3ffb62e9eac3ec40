"""The terms of the care lexicon, read once for all processes: 8,000 lines and textblob-fr's words take a third of a second."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple
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
    told = hashlib.sha256(repr(place_of_words()).encode("utf-8", "replace"))
    for name, content in sorted(lexicons.items()):
        told.update(f"{name}\0{len(content)}\0{content}".encode("utf-8", "replace"))
    of = told.hexdigest()
    kept = memory.recall(NAME, of)
    if kept is not None:
        return _decoded(json.loads(bytes(kept)))
    found = Known(version_of_library(), read(rows(lexicons), TextBlob().entries()))
    memory.keep(NAME, of, json.dumps(_encoded(found)).encode())
    return found


def _encoded(known: Known) -> dict[str, Any]:
    """Equal entries once; words and phrases name them by their number. Nearly each word is a spelling."""
    terms = known.terms
    entries: dict[Entry, int] = {}
    return {
        "version": known.version,
        "light": sorted(terms.light),
        "numbers": sorted(terms.numbers),
        "same": dict(terms.same),
        "spellings": sorted(terms.spellings - terms.words.keys()),
        "unspelled": sorted(terms.words.keys() - terms.spellings),
        "words": {word: entries.setdefault(entry, len(entries)) for word, entry in terms.words.items()},
        "phrases": {
            first: {behind: entries.setdefault(entry, len(entries)) for behind, entry in phrases.items()}
            for first, phrases in terms.phrases.items()
        },
        "entries": [astuple(entry) for entry in entries],
    }


def _decoded(kept: dict[str, Any]) -> Known:
    entries = [_entry(values) for values in kept["entries"]]
    terms = Terms(
        light=frozenset(kept["light"]),
        numbers=frozenset(kept["numbers"]),
        same=kept["same"],
        spellings=frozenset(kept["words"]).difference(kept["unspelled"]).union(kept["spellings"]),
        words={word: entries[at] for word, at in kept["words"].items()},
        phrases={
            first: {behind: entries[at] for behind, at in phrases.items()} for first, phrases in kept["phrases"].items()
        },
    )
    return Known(kept["version"], terms)


_REASONS = {reason: reason for reason in reasons.ALL}
"""The reader knows a reason by its identity."""


def _entry(values: list[Any]) -> Entry:
    value, reason, role, emotion, verb, ironic, polite, relief, alarm, base, own = values
    return Entry(
        value,
        _REASONS[reason],
        Role(role),
        Emotion(emotion) if emotion else None,
        verb,
        ironic,
        polite,
        relief,
        Alarm(alarm) if alarm else None,
        base,
        own,
    )
