"""The part of a French word that its inflections share: rembourser, remboursée, remboursement."""

from functools import lru_cache
from typing import Any

LONGEST = 40
"""Letters; what is longer is no French word, and is its own stem."""


@lru_cache(maxsize=1 << 15)
def stem(form: str) -> str:
    """Of a plain form (`words.plain`), by the French algorithm of Snowball.

    Snowball wants accents, which plain forms have lost: “remboursee” is read as “rembourse”, and the last i dropped
    because it keeps that of “resilier” and not that of “resilie”.
    """
    if len(form) > LONGEST:
        return form
    bare = form.removesuffix("s")
    word = bare.removesuffix("e") if bare.endswith("ee") else form
    return str(_snowball().stemWord(word)).rstrip("i") or form


@lru_cache(maxsize=1)
def _snowball() -> Any:
    import snowballstemmer  # type: ignore[import-untyped]  # 16 ms, only where a rule has a word with +

    return snowballstemmer.stemmer("french")
