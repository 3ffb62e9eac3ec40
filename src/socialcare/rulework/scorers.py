"""The scorer that comes with socialcare, with or without a workspace's own words."""

import hashlib
import os
import sys
from functools import cache, lru_cache
from pathlib import Path

from socialcare import __version__, scoring
from socialcare.scoring.rows import Row
from socialcare.workspace import Workspace, shipped
from socialcare.workspace.memory import DiskMemory, cache_folder


def scorer_of(workspace: Workspace, *, precise: bool = False) -> scoring.CareScorer:
    """With the workspace's own words too, and the encoder where its settings name it or `precise` asks for it.

    Raises FileMistakes for its lexicon and its settings, WrongUse for an encoder that is not installed.
    """
    # Both bring pydantic and YAML, which a text outside a workspace does without.
    from socialcare.rulework.own_words import own_words
    from socialcare.workspace import load

    return scorer_shipped(own_words(workspace), precise=precise or load(workspace).encoder is not None)


@lru_cache(maxsize=4)
def scorer_shipped(own: tuple[Row, ...] = (), *, precise: bool = False) -> scoring.CareScorer:
    """With the lexicons and the weights that come with socialcare, and the words of `own`, which win; read once.

    `precise` takes the encoder to what the weights are unsure of; raises WrongUse where it is not installed.
    """
    folder = shipped("data/lexicon")
    lexicons = {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.tsv"))}
    weights = shipped("data/model/weights.npz").read_bytes()
    return scoring.load(lexicons, weights, own, _encoder() if precise else None, memory=_memory())


def _encoder() -> "tuple[scoring.Encoder, bytes]":
    head = shipped("data/model/encoder.npz").read_bytes()
    return scoring.E5(head), head


def _memory() -> DiskMemory:
    return DiskMemory(cache_folder(os.environ), _stamp())


@cache
def _stamp() -> str:
    """Of the code that reads the lexicon: what another code has read is not ours."""
    told = hashlib.sha256(f"{__version__} {sys.version}".encode())
    for file in sorted(Path(scoring.__file__).parent.glob("*.py")):
        told.update(file.read_bytes())
    return told.hexdigest()
