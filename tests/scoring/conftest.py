import io
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from socialcare import scoring
from socialcare.scoring.features import FEELINGS, NAMES
from socialcare.scoring.heads import FLAGS, HEADS, NARROW, WIDE

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def lexicons() -> Mapping[str, str]:
    return {file.name: file.read_text("utf-8") for file in (DATA / "lexicon").glob("*.tsv")}


@pytest.fixture(scope="session")
def weights() -> bytes:
    return (DATA / "model" / "weights.npz").read_bytes()


@pytest.fixture(scope="session")
def scorer(lexicons: Mapping[str, str], weights: bytes) -> scoring.Scorer:
    return scoring.load(lexicons, weights)


@pytest.fixture(scope="session")
def unlearnt() -> bytes:
    """Weights that have learnt no word: praise, trouble and the emotions of the lexicon speak alone."""
    coefficients = np.zeros((len(NAMES), len(HEADS)), dtype=np.float32)
    coefficients[NAMES.index("trouble"), HEADS.index("care_negative")] = -4
    coefficients[NAMES.index("praise"), HEADS.index("care_positive")] = 4
    for feeling in FEELINGS:
        coefficients[NAMES.index(f"emotion_{feeling}"), HEADS.index(f"emotion_{feeling}")] = 3
    bias = np.zeros(len(HEADS), dtype=np.float32)
    bias[HEADS.index("register")] = 40
    bias[HEADS.index("care_neutral")] = 0.8
    bias[[HEADS.index(f"flag_{flag}") for flag in FLAGS]] = -5
    card = {"version": "0", "wide": WIDE, "narrow": NARROW, "figures": NAMES, "temperature": 1.0,
            "thresholds": dict.fromkeys(FLAGS, 0.5)}  # fmt: skip
    out = io.BytesIO()
    np.savez(
        out,
        wide=np.zeros((1 << 16, len(WIDE)), dtype=np.int8),
        narrow=np.zeros((1 << 14, len(NARROW)), dtype=np.int8),
        wide_scale=np.ones(len(WIDE), dtype=np.float32),
        narrow_scale=np.ones(len(NARROW), dtype=np.float32),
        figures=coefficients,
        bias=bias,
        card=np.frombuffer(json.dumps(card).encode(), dtype=np.uint8),
    )
    return out.getvalue()


@pytest.fixture(scope="session")
def labelled() -> Path:
    folder = Path(__file__).parents[3] / "shared" / "data" / "labelled"
    if not folder.is_dir():
        pytest.skip(
            "no labelled texts beside the project (shared/data/labelled): how good the scorer is was not measured"
        )
    return folder
