"""In which language a text is written. French is nearly always seen by its small words; the others are asked for."""

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from socialcare.scoring.memory import Memory
from socialcare.scoring.tokens import SMALL, WORDS, Tokens

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FRENCH = "fr"
ENOUGH = 0.2
"""Of the words of a text, how many small French ones make it French without another look."""

SHORTEST = 4
"""Words; of fewer nobody can tell, and the text is held to be French."""

SURE = 0.9
"""What the library must believe before a text is held to be of another language."""

OTHERS = ("en", "es", "de", "it", "pt", "nl", "ar", "pl", "ro", "tr")

_SMALL = """
je j n y c il elle nous vous ils elles mon ton son ma ta mes tes ses notre votre leur leurs vos nos le les la l du
des d un une aux au ce cet cette ces ca cela qui que qu quoi dont ou mais donc car est suis sont etes etait etaient
etre ete avez avons ont ai avait pas jamais rien toujours tjs encore deja depuis pour avec sans chez dans sur sous
tres trop bien merci bonjour bonsoir svp bjr cordialement comment pourquoi quand combien quel quelle fait faire
faites veux peux peut pouvez voudrais aussi alors apres avant hier demain jour jours semaine mois heures fois meme
comme si se quelqu jsuis vs pr ds bcp et ne
"""
SMALL_WORDS = frozenset(_SMALL.split())
"""French words that no other language of OTHERS has, or hardly: « on », « me », « a », « plus », « tout » are left out."""

_TAG = re.compile(r"[a-z]{2,3}")


def known(tag: str | None) -> str | None:
    """The language of a BCP 47 tag (`fr`, `fr-CA`, `FR_be`), two letters where there are two; None of "", `und`, no tag."""
    found = _TAG.match((tag or "").strip().lower())
    if found is None or found[0] in ("und", "mul", "zxx"):
        return None
    return {"fra": "fr", "fre": "fr", "eng": "en"}.get(found[0], found[0])


class Languages:
    """What py3langid believes is asked where the small words do not tell; `memory` keeps its tables ready to be used."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._guess = lru_cache(maxsize=1 << 10)(self._asked)

    def language(self, text: str, tokens: Tokens, told: str | None) -> str:
        """ISO 639-1. `told` by the network is believed for French only: many people write French under another setting."""
        words = tokens.count(WORDS)
        if words < SHORTEST:
            return known(told) or FRENCH
        if tokens.count(SMALL) >= ENOUGH * words or known(told) == FRENCH:
            return FRENCH
        return self._guess(text[:1000]) or FRENCH

    def _asked(self, text: str) -> str | None:
        """None where the library is not sure."""
        found, sure = self._library.classify(text)
        return str(found) if sure >= SURE else None

    @cached_property
    def _library(self) -> "LanguageIdentifier":
        """At the first text that is not plainly French; unpacking it takes 0.4 s, all of it tables of a hundred languages."""
        from socialcare.scoring.identifying import identifier

        return identifier((FRENCH, *OTHERS), self._memory)
