"""What people suddenly write about: words of the last day against those of the four weeks before."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from socialcare import store
from socialcare.store import Store

WINDOW = timedelta(hours=24)
BASELINE = timedelta(days=28)
FEWEST = 5
"""Mentions in the window: fewer people than this are no crowd."""
RATIO = 3.0
MOST = 3

_WORD = re.compile(r"[^\W\d_]{4,}")
_LINK = re.compile(r"https?://\S+|[@]\w+")
# Words that say nothing of the subject, folded; short ones fall to the four-letter rule.
_COMMON = frozenset(
    [
        "alors",
        "apres",
        "aucun",
        "aucune",
        "aujourd",
        "aussi",
        "autre",
        "autres",
        "avaient",
        "avais",
        "avait",
        "avant",
        "avec",
        "avez",
        "avoir",
        "avons",
        "bien",
        "bonjour",
        "bonsoir",
        "cela",
        "celle",
        "celui",
        "cette",
        "ceux",
        "chez",
        "chaque",
        "comme",
        "comment",
        "compte",
        "cordialement",
        "dans",
        "demande",
        "depuis",
        "deja",
        "dessous",
        "dire",
        "dites",
        "donc",
        "elle",
        "elles",
        "encore",
        "enfin",
        "entre",
        "etaient",
        "etait",
        "etes",
        "etre",
        "faire",
        "fait",
        "faites",
        "fois",
        "font",
        "hier",
        "heure",
        "heures",
        "ici",
        "ils",
        "jamais",
        "jour",
        "jours",
        "leur",
        "leurs",
        "maintenant",
        "mais",
        "matin",
        "meme",
        "merci",
        "mieux",
        "moins",
        "mois",
        "nous",
        "oui",
        "parce",
        "passe",
        "pendant",
        "personne",
        "peut",
        "peux",
        "plus",
        "plutot",
        "pour",
        "pourquoi",
        "pouvez",
        "presque",
        "puis",
        "quand",
        "quel",
        "quelle",
        "quelles",
        "quelqu",
        "quels",
        "quoi",
        "rien",
        "sans",
        "selon",
        "semaine",
        "semaines",
        "sera",
        "serait",
        "seront",
        "service",
        "client",
        "clients",
        "soir",
        "sommes",
        "sont",
        "sous",
        "suis",
        "sur",
        "tellement",
        "temps",
        "toujours",
        "tous",
        "tout",
        "toute",
        "toutes",
        "tres",
        "trop",
        "veux",
        "voila",
        "voir",
        "votre",
        "vous",
        "vraiment",
        "vers",
    ]
)


@dataclass(frozen=True, kw_only=True)
class Spike:
    """`word` as it was last written, in `mentions` of the last 24 h, `times` what four weeks would lead to expect.

    `times` is None where the word was never written before. Nothing is unusual where there is nothing to compare with.
    """

    word: str
    mentions: int
    times: float | None


def spikes_at(desk: Store, now: datetime) -> tuple[Spike, ...]:
    texts = store.cases.texts_since(desk, now - WINDOW - BASELINE, now)
    recent = [text for at, text in texts if at > now - WINDOW]
    before = [text for at, text in texts if at <= now - WINDOW]
    if not before:
        return ()
    return spikes(recent, before, max(1.0, (now - WINDOW - texts[0][0]) / timedelta(days=1)))


def spikes(recent: list[str], before: list[str], days: float) -> tuple[Spike, ...]:
    """At most `MOST`, strongest first, of one day against `days` before it.

    Of words that come in the same mentions only the strongest is told.
    """
    written: dict[str, str] = {}
    where: dict[str, set[int]] = {}
    for number, text in enumerate(recent):
        for word, as_written in _words(text).items():
            written[word] = as_written
            where.setdefault(word, set()).add(number)
    usual = Counter(word for text in before for word in _words(text))
    found = [
        (len(numbers) / max(usual[word] / days, 1 / days) * len(numbers), word, numbers)
        for word, numbers in where.items()
        if len(numbers) >= FEWEST and len(numbers) >= RATIO * usual[word] / days
    ]
    told: list[tuple[str, set[int]]] = []
    for _, word, numbers in sorted(found, key=lambda each: (-each[0], each[1])):
        if all(len(numbers & other) <= len(numbers) / 2 for _, other in told):
            told.append((word, numbers))
    return tuple(
        Spike(
            word=written[word],
            mentions=len(numbers),
            times=round(len(numbers) * days / usual[word], 1) if usual[word] else None,
        )
        for word, numbers in told[:MOST]
    )


def _words(text: str) -> dict[str, str]:
    """Folded word -> as written; each counts once a text."""
    found = (match.group() for match in _WORD.finditer(_LINK.sub(" ", text)))
    return {folded: word for word in found if (folded := _fold(word)) not in _COMMON and len(folded) > 3}


def _fold(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
