"""Figures of right and wrong, from counts (pure): a million labels take no more room than ten."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

BINS = 10
DRAWS = 2000
SEED = 20100617
"""Of the bootstrap: the same labels give the same interval."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class ClassFigures:
    """`support` is how many labels name the class; a figure without anything to divide by is 0."""

    name: str
    support: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Of the scores with a confidence in [low, low + 0.1), the last bin with 1: their mean, and how many were right."""

    low: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """`matrix[i][j]` counts what is labelled classes[i] and was scored classes[j].

    Macro-F1 is the mean over the classes that some label names. The interval is of 95 %, by bootstrap.
    """

    classes: tuple[str, ...]
    matrix: tuple[tuple[int, ...], ...]
    count: int
    accuracy: float
    macro_f1: float
    low: float
    high: float
    by_class: tuple[ClassFigures, ...]


@dataclass
class Tally:
    """Pairs counted as they come: what was labelled, what was scored."""

    classes: tuple[str, ...]
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, labelled: str, scored: str) -> None:
        self.pairs[labelled, scored] += 1

    def figures(self) -> Figures | None:
        """None without any label."""
        matrix = np.array([[self.pairs[a, b] for b in self.classes] for a in self.classes], dtype=np.float64)
        return figures(self.classes, matrix) if matrix.sum() else None


@dataclass
class Calibration:
    """Confidence beside what came of it."""

    counts: list[int] = field(default_factory=lambda: [0] * BINS)
    confidences: list[float] = field(default_factory=lambda: [0.0] * BINS)
    hits: list[int] = field(default_factory=lambda: [0] * BINS)

    def add(self, confidence: float, *, right: bool) -> None:
        at = min(int(confidence * BINS), BINS - 1)
        self.counts[at] += 1
        self.confidences[at] += confidence
        self.hits[at] += right

    @property
    def bins(self) -> tuple[Bin, ...]:
        """Those that hold something."""
        found = zip(self.counts, self.confidences, self.hits, strict=True)
        return tuple(
            Bin(low=at / BINS, count=n, confidence=total / n, accuracy=hits / n)
            for at, (n, total, hits) in enumerate(found)
            if n
        )

    @property
    def error(self) -> float:
        """Expected calibration error: how far confidence is from accuracy, over all scores; 0 is perfect."""
        every = sum(self.counts)
        return sum(each.count * abs(each.confidence - each.accuracy) for each in self.bins) / every if every else 0.0


def figures(classes: Sequence[str], matrix: Floats) -> Figures:
    """`matrix` (n_classes, n_classes) of counts, labels in the rows; not all zero."""
    count = int(matrix.sum())
    precision, recall, f1 = _by_class(matrix)
    named = matrix.sum(axis=1) > 0
    low, high = _interval(matrix)
    return Figures(
        classes=tuple(classes),
        matrix=tuple(tuple(int(n) for n in row) for row in matrix),
        count=count,
        accuracy=float(np.trace(matrix) / count),
        macro_f1=float(f1[named].mean()),
        low=low,
        high=high,
        by_class=tuple(
            ClassFigures(name=name, support=int(matrix[at].sum()), precision=float(precision[at]), recall=float(recall[at]), f1=float(f1[at]))
            for at, name in enumerate(classes)
        ),
    )  # fmt: skip


def _by_class(matrix: Floats) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 (…, n_classes) of one matrix or of many at once."""
    right = np.diagonal(matrix, axis1=-2, axis2=-1)
    labelled, scored = matrix.sum(axis=-1), matrix.sum(axis=-2)
    return _ratio(right, scored), _ratio(right, labelled), _ratio(2 * right, labelled + scored)


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)


def _interval(matrix: Floats) -> tuple[float, float]:
    """95 % of macro-F1. Drawing texts again with replacement is drawing their cells of the matrix."""
    count = int(matrix.sum())
    drawn = np.random.default_rng(SEED).multinomial(count, matrix.ravel() / count, size=DRAWS)
    again = drawn.reshape(DRAWS, *matrix.shape).astype(np.float64)
    _, _, f1 = _by_class(again)
    named = matrix.sum(axis=1) > 0
    low, high = np.quantile(f1[:, named].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)
