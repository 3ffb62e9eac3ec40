"""The model: a hashed linear one, whose weights stand in data/model (see CARD.md there).

Each head is a column. Two of them read the same question differently: `talk` as people speak in public of the news, of
films, of restaurants; `care` as customers write to a brand. `register` says which of the two a text is.
"""

import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from socialcare.scoring.features import NAMES, PAIR, hashed
from socialcare.scoring.tokens import Cutter, Tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PAIR_SHARE = 0.7
"""What two words together weigh beside each of them."""

ROOM = 1 << 12
SENTIMENTS = 6
"""The first heads: the three sentiments, read in two ways."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the file says of itself: the heads of its two tables, in order, and the figures chosen with them."""

    version: str
    wide: tuple[str, ...]
    narrow: tuple[str, ...]
    temperature: float
    thresholds: dict[str, float]
    """In log-odds, from which a flag is raised."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The head values of one text, and what each token added to those of the sentiments.

    `heads` (n_heads) in the order of the card; `by_token` (n_tokens, 6), the token's share of pairs included.
    """

    heads: list[float]
    by_token: "Floats"


class Model:
    """Raises ValueError for weights that were made for other features. `weights` is the content of an .npz file."""

    def __init__(self, weights: bytes) -> None:
        self._content = weights
        self._cutter: Cutter | None = None
        self._age = -1
        self._known = 0

    @cached_property
    def card(self) -> Card:
        read = json.loads(bytes(self._file["card"]).decode("utf-8"))
        if tuple(read["figures"]) != NAMES:
            raise ValueError("the weights of data/model were made for other features: make model")
        return Card(
            version=read["version"],
            wide=tuple(read["wide"]),
            narrow=tuple(read["narrow"]),
            temperature=read["temperature"],
            thresholds={flag: math.log(chance / (1 - chance)) for flag, chance in read["thresholds"].items()},
        )

    @cached_property
    def columns(self) -> dict[str, int]:
        """Where each head stands."""
        return {head: at for at, head in enumerate((*self.card.wide, *self.card.narrow))}

    @cached_property
    def coefficients(self) -> "Floats":
        """(n_figures, n_heads): what one unit of each figure adds."""
        found: Floats = self._file["figures"].astype("float32")
        return found

    @cached_property
    def leanings(self) -> "dict[str, tuple[float, float]]":
        """What one unit of a figure adds to positive against negative: in the talk's reading, and in care's."""
        rows = zip(NAMES, self.coefficients.tolist(), strict=True)
        return {name: (row[2] - row[0], row[5] - row[3]) for name, row in rows}

    def weigh(self, cutter: Cutter, tokens: Tokens, figures: Sequence[float]) -> Weighed:
        """`tokens` are of `cutter`, whose words are looked up once."""
        import numpy as np

        self._learn(cutter)
        heads = np.array(figures, dtype=np.float32) @ self.coefficients + self._bias
        count = len(tokens.numbers)
        if not count:
            return Weighed(heads.tolist(), np.zeros((0, SENTIMENTS), dtype=np.float32))
        share = count**-0.5
        numbers = np.array(tokens.numbers, dtype=np.intp)
        rows = self._rows[numbers]
        heads += share * rows.sum(axis=0)
        by_token = share * rows[:, :SENTIMENTS]
        if count > 1:
            hashes = self._hashes[numbers]
            pairs = self._table[(hashes[:-1] * np.uint32(PAIR) + hashes[1:]) & (len(self._table) - 1)]
            heads += PAIR_SHARE * share * pairs.sum(axis=0)
            half = PAIR_SHARE * share / 2 * pairs[:, :SENTIMENTS]
            by_token[:-1] += half
            by_token[1:] += half
        return Weighed(heads.tolist(), by_token)

    def _learn(self, cutter: Cutter) -> None:
        """The rows of the words that the cutter has met since; all anew where it has forgotten them."""
        import numpy as np

        if cutter is not self._cutter or cutter.age != self._age:
            self._cutter, self._age, self._known = cutter, cutter.age, 0
            self._rows = np.zeros((ROOM, len(self.columns)), dtype=np.float32)
            self._hashes = np.zeros(ROOM, dtype=np.uint32)
        words = cutter.words
        while len(self._rows) < len(words):
            self._rows = np.vstack((self._rows, np.zeros_like(self._rows)))
            self._hashes = np.hstack((self._hashes, np.zeros_like(self._hashes)))
        last = len(self._table) - 1
        for at in range(self._known, len(words)):
            features = hashed(words[at])
            hashes = np.array([feature for feature, _ in features], dtype=np.uint32)
            values = np.array([value for _, value in features], dtype=np.float32)
            self._hashes[at] = hashes[0]
            self._rows[at] = values @ self._table[hashes & last]
        self._known = len(words)

    @cached_property
    def _file(self) -> dict[str, Any]:
        import numpy as np

        with np.load(io.BytesIO(self._content), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}

    @cached_property
    def _table(self) -> "Floats":
        """(65536, n_heads), from bytes and one scale a column; the narrow table has a quarter of the rows, four times."""
        import numpy as np

        file = self._file
        wide = file["wide"].astype("float32") * file["wide_scale"]
        narrow = file["narrow"].astype("float32") * file["narrow_scale"]
        return np.hstack((wide, np.tile(narrow, (len(wide) // len(narrow), 1))))

    @cached_property
    def _bias(self) -> "Floats":
        found: Floats = self._file["bias"].astype("float32")
        return found
