"""The texts that weights are trained on: our own corpus, and the public sets whose licence lets them be shipped."""

import json
import re
import sys
import unicodedata
from pathlib import Path

from socialcare.facts import Sentiment
from socialcare.scoring.entries import Role
from socialcare.scoring.rows import rows

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "data" / "corpus"
LABELLED = ROOT.parent / "shared" / "data" / "labelled"
PLAIN = 0.4
"""From this value on, either way, a term of the lexicon is a message that means it."""

HELD_OUT = frozenset({5, 9})
"""Authors that no weight and no threshold has seen."""

RICH = frozenset({10, 11, 12, 13, 14, 15})
"""Authors who were asked for irony, and for what only looks like it."""


def own_corpus() -> list[dict]:
    """Those of the authors that are not held out; what a held-out author wrote as well ("merci !") is left out too."""
    found = [
        {**json.loads(line), "author": int(file.stem.rpartition("-")[2])}
        for file in sorted(CORPUS.glob("author-*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    held = {_bare(row["text"]) for row in found if row["author"] in HELD_OUT}
    return [row for row in found if row["author"] not in HELD_OUT and _bare(row["text"]) not in held]


def lexicon_texts() -> list[dict]:
    """Each term of the care lexicon as a message of its own: « bravo » alone is praise, whatever wits make of it."""
    found = []
    for row in rows({file.name: file.read_text("utf-8") for file in sorted((ROOT / "data" / "lexicon").glob("*.tsv"))}):
        if row.role not in (Role.POLAR, Role.SITUATION) or 0 < abs(row.value) < PLAIN or "<" in row.terms[0]:
            continue
        sentiment = "neutral" if not row.value else "positive" if row.value > 0 else "negative"
        found += [{"text": term, "sentiment": sentiment} for term in row.terms]
    return found


def public_texts() -> dict[str, list[dict]]:
    """By kind: `talk` (tweets on public affairs) and `review` (films); none that stands in the validation set."""
    if not LABELLED.is_dir():
        sys.exit(f"{LABELLED} is not there: without the public sets the shipped weights cannot be made again")

    def read(name: str) -> list[dict]:
        return [json.loads(line) for line in (LABELLED / f"{name}.jsonl").read_text("utf-8").splitlines()]

    seen = {_bare(row["text"]) for row in read("xlmt_fr_val")}
    kinds: dict[str, list[dict]] = {"talk": [], "review": []}
    for name, kind in (("xlmt_fr_train", "talk"), ("deft2017_t1", "talk"), ("allocine", "review")):
        for row in read(name):
            bare = _bare(row["text"])
            if row["label"] in set(Sentiment) and bare not in seen:
                seen.add(bare)
                kinds[kind].append(row)
    return kinds


def _bare(text: str) -> str:
    """What two copies of a tweet share: words without handles and links."""
    return re.sub(r"\W+", " ", re.sub(r"@\w+|https?\S*", "", text.lower())).strip()


def changed(text: str, number: int) -> str:
    """The same message as another hand types it: what it means stays, so the model is to learn that it does."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    ways = (
        f"Bonjour, {text}", bare.lower(), f"@marque {text} https://exemple.fr/{number}", text.upper(), f"Bonjour {bare}",
        _GREETING.sub("", text) or text, text.replace("’", "'").rstrip(".!"), f"{text} Cordialement",
    )  # fmt: skip
    return ways[number % len(ways)]


_GREETING = re.compile(r"^(bonjour|bonsoir|salut|hello|madame, monsieur)\W+", re.IGNORECASE)
