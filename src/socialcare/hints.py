"""What was probably meant by a word that nothing knows."""

import difflib
from collections.abc import Sequence

from socialcare.sentences import Sentence, say


def nearest(word: str, known: Sequence[str]) -> Sentence | None:
    """The known word that a typing mistake made into `word`, as a sentence to add."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return say("did you mean “{word}”?", word=found[0]) if found else None


def unknown(what: Sentence, word: str, known: Sequence[str]) -> Sentence:
    """`unknown expert “laboo”; did you mean “labo”?`, or the list of what is known."""
    close = nearest(word, known)
    if close:
        return say("unknown {what} “{word}”; {hint}", what=what, word=word, hint=close)
    return say("unknown {what} “{word}”; known: {known}", what=what, word=word, known=", ".join(known) or "–")
