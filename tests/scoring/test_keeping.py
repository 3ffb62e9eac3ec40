"""A scorer whose lexicon and tables of languages were kept by another process scores as one that reads them."""

from collections.abc import Callable, Mapping

import pytest

from socialcare import scoring
from socialcare.errors import FileMistakes
from socialcare.facts import Emotion, Score
from socialcare.scoring import identifying, keeping
from socialcare.scoring.rows import Row

TEXTS = [
    "Toujours pas de colis, c'est inadmissible !",
    "Bravo, merci, équipe au top 👍",
    "super super super panne, mais le vendeur était charmant",
    "Je ne suis pas du tout content de votre magnifique service client",
    "Livraison en 3 jours, trooop bien",
    "The parcel never arrived and nobody answers my letters",
    "El paquete no ha llegado todavía y nadie contesta mis correos",
    "zoubida",
]
OWN = [Row(file="l", line=1, terms=("zoubida", "pas de colis"), value=0.8, labels=frozenset({Emotion.JOY.value}))]


class Drawer:
    """A memory without a disk."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}
        self.recalled: list[str] = []

    def recall(self, name: str, of: str) -> memoryview | None:
        if (name, of) not in self.kept:
            return None
        self.recalled.append(name)
        return memoryview(self.kept[name, of])

    def keep(self, name: str, of: str, content: bytes) -> None:
        self.kept[name, of] = content


@pytest.fixture(scope="module")
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture(scope="module")
def load(lexicons: Mapping[str, str], weights: bytes) -> Callable[..., scoring.CareScorer]:
    return lambda own, memory: scoring.load(lexicons, weights, own, memory=memory)


@pytest.mark.parametrize("own", [(), OWN], ids=["ours", "own words too"])
def test_recalled_it_scores_as_it_was_read(
    drawer: Drawer, load: Callable[..., scoring.CareScorer], own: list[Row]
) -> None:
    def scores(scorer: scoring.CareScorer) -> list[Score]:
        return [scorer.score(text) for text in TEXTS]

    read = load(own, None)
    keeping_it = load(own, drawer)
    assert scores(keeping_it) == scores(read)
    drawer.recalled.clear()
    recalled = load(own, drawer)
    assert scores(recalled) == scores(read)
    assert recalled.version == read.version
    assert drawer.recalled == [keeping.NAME, identifying.TABLES, identifying.MOVES]


def test_another_lexicon_is_read_and_not_recalled(drawer: Drawer, lexicons: Mapping[str, str], weights: bytes) -> None:
    scoring.load(lexicons, weights, memory=drawer)
    drawer.recalled.clear()
    scoring.load({**lexicons, "mine.tsv": "zoubida\t0.5\n"}, weights, memory=drawer)
    assert drawer.recalled == []


def test_a_lexicon_with_mistakes_is_not_kept(weights: bytes) -> None:
    memory = Drawer()
    for _ in range(2):
        with pytest.raises(FileMistakes):
            scoring.load({"a.tsv": "bon\tbeaucoup\n"}, weights, memory=memory)
    assert memory.kept == {}
