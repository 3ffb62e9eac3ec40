from collections.abc import Mapping
from pathlib import Path

import pytest

from socialcare import scoring

LEXICON = Path(__file__).parents[2] / "data" / "lexicon"


@pytest.fixture(scope="session")
def lexicons() -> Mapping[str, str]:
    return {file.name: file.read_text("utf-8") for file in LEXICON.glob("*.tsv")}


@pytest.fixture(scope="session")
def scorer(lexicons: Mapping[str, str]) -> scoring.Scorer:
    return scoring.load(lexicons)


@pytest.fixture(scope="session")
def labelled() -> Path:
    folder = Path(__file__).parents[3] / "shared" / "data" / "labelled"
    if not folder.is_dir():
        pytest.skip(
            "no labelled texts beside the project (shared/data/labelled): how good the scorer is was not measured"
        )
    return folder
