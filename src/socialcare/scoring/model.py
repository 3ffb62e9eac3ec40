"""The model: a hashed linear one, whose weights stand in data/model (see CARD.md there).

Each head is a column. Two of them read the same question differently: `talk` as people speak in public of the news, of
films, of restaurants; `care` as customers write to a brand. `register` says which of the two a text is.
"""

import io
import json
import math
from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from socialcare.scoring.features import NAMES, PAIR, Figures, hashed
from socialcare.scoring.tokens import Cutter, Tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PAIR_SHARE = 0.7
"""What two words together weigh beside each of them."""

ROOM = 1 << 12
TONES = ("praise", "trouble", "whole")
NO_TEXT = array("q", [0]).tobytes()
READINGS = ("talk", "care")


class Card(NamedTuple):
    """What the file says of itself: the heads of its two tables, in order, and the figures chosen with them."""

    version: str
    wide: tuple[str, ...]
    narrow: tuple[str, ...]
    temperature: float
    thresholds: dict[str, float]
    """In log-odds, from which a flag is raised."""


class Weighed:
    """The head values of a batch of texts, and what each of their tokens added to positive against negative.

    `heads` are in the order of the card, those of the flags above 0 from their threshold on.
    """

    def __init__(
        self, heads: list[list[float]], shares: list[float], starts: list[int], talk: "Floats", care: "Floats"
    ) -> None:
        self.heads = heads
        self._shares = shares
        self._starts = starts
        self._talk = talk
        self._care = care

    def by_token(self, cares: Sequence[float], kept: Sequence[float]) -> list[list[float]]:
        """Of each text the log-odds, with half of each pair that a token is in.

        `cares` are how much of each text is a customer's, `kept` what is left of its words where something else counts too.
        """
        import numpy as np

        shares = [share * left for share, left in zip(self._shares, kept, strict=True)]
        in_talk = [share * (1 - care) for share, care in zip(shares, cares, strict=True)]
        in_care = [share * care for share, care in zip(shares, cares, strict=True)]
        by_talk, by_care = np.repeat([in_talk, in_care], [end - start for start, end in pairwise(self._starts)], axis=1)
        found: list[float] = (by_talk * self._talk + by_care * self._care).tolist()
        return [found[start:end] for start, end in pairwise(self._starts)]


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
    def tones(self) -> list[list[float]]:
        """What one unit of `praise`, `trouble` and `whole` adds to positive against negative, in either reading."""
        rows = self.coefficients[[NAMES.index(name) for name in TONES]]
        found: list[list[float]] = [
            [float(row[positive] - row[negative]) for negative, positive in self._sides] for row in rows
        ]
        return found

    def weigh(self, cutter: Cutter, texts: Sequence[Tokens], figures: Sequence[Figures]) -> Weighed:
        """One text or more, all at once; their tokens are of `cutter`, whose words are looked up once."""
        import numpy as np

        self._learn(cutter)
        heads = np.frombuffer(b"".join(figures)).astype(np.float32).reshape(len(texts), -1) @ self.coefficients
        heads += self._bias
        starts = list(accumulate([len(text.placed) for text in texts], initial=0))
        shares = [(end - start) ** -0.5 if end > start else 0.0 for start, end in pairwise(starts)]
        places = np.array(starts)
        words = np.frombuffer(b"".join([text.numbers for text in texts]) + NO_TEXT, dtype=np.int64)
        rows = self._rows_of(words, places)
        # The sum from a start to the next; where they are the same it is one row, whose share is 0.
        sums = np.add.reduceat(rows, places, axis=0)[:-1]
        sums *= np.array(shares, dtype=np.float32)[:, None]
        heads += sums
        talk, care = [rows[:-1, positive] - rows[:-1, negative] for negative, positive in self._sides]
        return Weighed(heads.tolist(), shares, starts, talk, care)

    def _rows_of(self, words: "NDArray[np.int64]", starts: "NDArray[np.intp]") -> "Floats":
        """What each token adds to each head, with half of the pairs it is in; `starts` are the texts' and the end.

        The last word is of no text: its row is where a last text without a token may begin and end.
        """
        import numpy as np

        rows: Floats = self._rows.take(words, axis=0)
        if len(words) == 1:
            return rows
        hashes = self._hashes.take(words)
        buckets = hashes[:-1] * np.uint32(PAIR)
        buckets += hashes[1:]
        buckets &= np.uint32(len(self._table) - 1)
        pairs = self._table.take(buckets, axis=0).astype(np.float32)
        pairs *= self._pair_scale
        # A text's last token and the next one's first are no pair. Of a first text without a token it is the last of all.
        pairs[starts[1:] - 1] = 0
        rows[:-1] += pairs
        rows[1:] += pairs
        return rows

    def _learn(self, cutter: Cutter) -> None:
        """The rows of the words that the cutter has met since; all anew where it has forgotten them."""
        import numpy as np

        if cutter is not self._cutter or cutter.age != self._age:
            self._cutter, self._age, self._known = cutter, cutter.age, 0
            self._rows = np.zeros((ROOM, len(self.columns)), dtype=np.float32)
            self._hashes = np.zeros(ROOM, dtype=np.uint32)
        words = cutter.words
        if self._known == len(words):
            return
        while len(self._rows) < len(words):
            self._rows = np.vstack((self._rows, np.zeros_like(self._rows)))
            self._hashes = np.hstack((self._hashes, np.zeros_like(self._hashes)))
        last = len(self._table) - 1
        for at in range(self._known, len(words)):
            features = hashed(words[at])
            hashes = np.array([feature for feature, _ in features], dtype=np.uint32)
            values = np.array([value for _, value in features], dtype=np.float32)
            self._hashes[at] = hashes[0]
            self._rows[at] = values @ self._table[hashes & last] * self._scale
        self._known = len(words)

    @cached_property
    def _file(self) -> dict[str, Any]:
        import numpy as np

        with np.load(io.BytesIO(self._content), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}

    @cached_property
    def _table(self) -> "NDArray[np.int8]":
        """(65536, n_heads), still to be multiplied by `_scale`; the narrow table has half of the rows, twice."""
        import numpy as np

        wide, narrow = self._file["wide"], self._file["narrow"]
        return np.hstack((wide, np.tile(narrow, (len(wide) // len(narrow), 1))))

    @cached_property
    def _scale(self) -> "Floats":
        """One a head."""
        import numpy as np

        return np.hstack((self._file["wide_scale"], self._file["narrow_scale"]))

    @cached_property
    def _pair_scale(self) -> "Floats":
        """Of one half of a pair."""
        import numpy as np

        return self._scale * np.float32(PAIR_SHARE / 2)

    @cached_property
    def _bias(self) -> "Floats":
        """The threshold of a flag is taken off, so that it is raised from 0 on."""
        found: Floats = self._file["bias"].astype("float32")
        for flag, threshold in self.card.thresholds.items():
            found[self.columns[f"flag_{flag}"]] -= threshold
        return found

    @cached_property
    def _sides(self) -> list[tuple[int, int]]:
        """The columns of negative and of positive, in the talk's reading, and in care's."""
        return [(self.columns[f"{reading}_negative"], self.columns[f"{reading}_positive"]) for reading in READINGS]
