"""Routes a second with 100 and 1,000 rules, beside a loop over `re`: `python benchmarks/routing.py`.

Texts are generated French of 5 to 30 words with typing mistakes. A rule asks for one of 8 keywords (some prefixes, some
phrases) and for facts of the score. The loop does one `re` search a rule, as one would without an index; it runs on a
sample. Then 200 such rules beside the starter's are loaded as a command does, parsed and from memory. Times are of the
processor.
"""

import random
import re
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from socialcare.desk import make_workspace
from socialcare.documents import parse, read
from socialcare.facts import Author, Emotion, Intent, Mention, Score, Sentiment
from socialcare.routing import RoutingText, Rulebook
from socialcare.routing.word_checks import MOST_WORDS
from socialcare.routing.words import plain
from socialcare.rulework import load_rules
from socialcare.workspace import load, shipped

Item = TypeVar("Item")

TEXTS, SAMPLE = 100_000, 2_000
POSTED_AT = datetime(2026, 3, 2, 8, 55, tzinfo=UTC)
SCORE = Score(
    sentiment=Sentiment.NEGATIVE, polarity=-0.4, confidence=0.7, emotion=Emotion.ANGER, intent=Intent.COMPLAINT
)
HEAD = """\
version: 1
teams: {support: Support}
experts: {nadia: {name: Nadia, team: support}, karim: {name: Karim, team: support, substitute: nadia}}
community_managers: {claire: {name: Claire}}
default: {expert: nadia, promise: noon-17h}
rules:
"""
SYLLABLES = [
    "co",
    "lis",
    "fac",
    "tu",
    "re",
    "ve",
    "pan",
    "né",
    "lo",
    "gi",
    "sti",
    "que",
    "ré",
    "bou",
    "tan",
    "ma",
    "çon",
]
COMMON = [
    "le",
    "la",
    "les",
    "un",
    "une",
    "de",
    "du",
    "et",
    "à",
    "est",
    "pas",
    "je",
    "vous",
    "mon",
    "ma",
    "votre",
    "pour",
    "que",
    "qui",
    "dans",
    "sur",
    "avec",
    "merci",
    "bonjour",
]


def vocabulary(chance: random.Random) -> list[str]:
    words = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(30_000)}
    return sorted(words)


def texts(chance: random.Random, words: list[str]) -> list[str]:
    def word() -> str:
        chosen = chance.choice(COMMON) if chance.random() < 0.6 else chance.choice(words)
        return chosen if chance.random() > 0.03 else chosen[:-1]

    return [" ".join(word() for _ in range(chance.randint(5, 30))) for _ in range(TEXTS)]


def keywords(chance: random.Random, words: list[str]) -> list[str]:
    """As many as a file may have: whole words, prefixes and phrases."""

    def keyword() -> str:
        shape = chance.random()
        if shape < 0.2:
            return chance.choice(words) + "*"
        return f"{chance.choice(words)} {chance.choice(words)}" if shape < 0.4 else chance.choice(words)

    return sorted({keyword() for _ in range(MOST_WORDS)})


def written(lists: list[list[str]], expert: str) -> str:
    return "".join(
        f"  - {{name: r{number}, when: {{intent: [question, complaint], text: {{words: [{', '.join(words)}]}}}},"
        f" then: {{expert: {expert}}}}}\n"
        for number, words in enumerate(lists)
    )


def rulebook(lists: list[list[str]]) -> Rulebook:
    document = read(HEAD + written(lists, "karim"), "bench.yaml")
    return Rulebook.compile(parse(document, RoutingText), document)


def loop(lists: list[list[str]]) -> Callable[[str], int]:
    def alternation(words: list[str]) -> re.Pattern[str]:
        return re.compile(
            r"\b(?:"
            + "|".join(plain(word.removesuffix("*")) + (r"\w*" if "*" in word else "") for word in words)
            + r")\b"
        )

    patterns = [alternation(words) for words in lists]

    def route(text: str) -> int:
        folded = " ".join(map(plain, text.split()))
        return next((number for number, pattern in enumerate(patterns) if pattern.search(folded)), -1)

    return route


def seconds(route: Callable[[Item], object], sample: list[Item]) -> float:
    start = time.process_time()
    for item in sample:
        route(item)
    return time.process_time() - start


def measured(rules: int, pool: list[str], mentions: list[Mention], chance: random.Random) -> float:
    """Seconds for all of `mentions`; prints them beside those of the loop."""
    lists = [chance.sample(pool, 8) for _ in range(rules)]
    start = time.process_time()
    book = rulebook(lists)
    built = time.process_time() - start
    taken = seconds(lambda mention: book.route(mention, SCORE), mentions)
    sample = [mention.text for mention in mentions[:SAMPLE]]
    naive = seconds(loop(lists), sample) * TEXTS / SAMPLE
    met = sum(book.finder.find(text) != {} for text in sample) / SAMPLE
    print(
        f"{rules:5} rules of 8 keywords: {taken:6.2f} s for {TEXTS:,} texts, {TEXTS / taken:8,.0f}/s;"
        f" a loop over re {naive:6.1f} s ({naive / taken:.1f} times);"
        f" {met:.0%} of the texts have a keyword; read and compiled in {built:.2f} s"
    )
    return taken


def loaded(lists: list[list[str]]) -> None:
    """Twice: parsed, then as the file is remembered; prints both. Before it, nothing of routing may have run."""
    starter = shipped("rules/sophie-paris.yaml").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules"
        rules.mkdir()
        (rules / "sophie-paris.yaml").write_text(
            starter.replace("rules:\n", "rules:\n" + written(lists, "labo"), 1), "utf-8"
        )
        workspace = make_workspace(Path(folder), "Maison Lavande", POSTED_AT)
        settings = load(workspace)
        remembered = seconds(lambda _: load_rules(workspace, settings), [None])
        (workspace.folder / "data" / "rules.cache.json").unlink()
        parsed = seconds(lambda _: load_rules(workspace, settings), [None])
    print(
        f"{len(lists)} rules and the starter's loaded: {parsed:.2f} s parsed, {remembered * 1000:.0f} ms remembered"
        f" ({parsed / remembered:.0f} times)"
    )


def main() -> None:
    chance = random.Random(17)
    words = vocabulary(chance)
    pool = keywords(chance, words)
    loaded([chance.sample(pool, 8) for _ in range(200)])
    mentions = [
        Mention(channel="x", ref=str(number), author=Author(handle="lea"), text=text, posted_at=POSTED_AT)
        for number, text in enumerate(texts(chance, words))
    ]
    hundred, thousand = (measured(rules, pool, mentions, chance) for rules in (100, 1_000))
    print(f"1,000 rules take {thousand / hundred:.2f} times as long as 100")


if __name__ == "__main__":
    main()
