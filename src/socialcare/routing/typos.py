"""Words one typing mistake away: a letter too many, missing, wrong, or two swapped."""

from collections.abc import Iterable, Iterator

SHORTEST = 6
"""Letters; a shorter word is one mistake away from too many others."""


class Typos:
    """Every way to leave one letter out of a word leads to it: two words one mistake apart share one (Mor & Fraenkel)."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, set[str]] = {}
        self._longest = 0
        for word in words:
            self._longest = max(self._longest, len(word))
            for shorter in _shortened(word):
                self._words.setdefault(shorter, set()).add(word)

    def near(self, form: str) -> list[str]:
        """The words that `form` may stand for, in their alphabetical order."""
        # A stranger's text may be one word of 100,000 letters, and leaving each out once is quadratic.
        if not SHORTEST - 1 <= len(form) <= self._longest + 1:
            return []
        known = self._words
        met = {word for shorter in _shortened(form) for word in known.get(shorter, ())}
        return sorted(word for word in met if one_typo(word, form))


def one_typo(one: str, other: str) -> bool:
    """At most one insertion, deletion, substitution or swap of neighbours turns `one` into `other`."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return short[at:] == long[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]


def _shortened(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
