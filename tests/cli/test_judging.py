"""`score`, `quality` and `correct` as people and pipes use them."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from socialcare.cli.commands import judging

Run = Callable[..., Any]


@pytest.fixture
def piped(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """`piped(b'{"text": "x"}', …)`: `score --jsonl` where there is no workspace."""
    monkeypatch.chdir(tmp_path)

    def ran(content: bytes, *words: str) -> Any:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        return run("score", "--jsonl", *words)

    return ran


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_one_score_a_line_comes_back_in_order_with_the_keys_that_came(piped: Run) -> None:
    ran = piped(b'{"text": "Merci !", "id": 1}\n{"text": "Ma box est en panne", "id": 2, "sentiment": "mine"}')
    first, second = lines(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert (first["id"], first["sentiment"]) == (1, "positive")
    assert (second["id"], second["sentiment"], second["given_sentiment"]) == (2, "negative", "mine")
    assert all(second["text"][e["start"] : e["end"]] == e["text"] for e in second["evidence"])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"nope", "this line is not JSON"),
        (b"", "this line is not JSON"),
        (b'{"text": NaN}', "this line is not JSON"),
        (b"[" * 100_000, "this line is not JSON"),
        (b'{"text": "\xff"}', "this line is not JSON"),
        (b"[]", "this line has no “text”"),
        (b'{"text": 3}', "this line has no “text”"),
        (b'{"text": "a", "language": 3}', "“language” must be a code such as fr"),
        (b'{"text": "a", "rating": true}', "“rating” must be a number of stars"),
    ],
)
def test_a_bad_line_is_answered_in_its_place_and_counted(line: bytes, why: str, piped: Run) -> None:
    ran = piped(b'{"text": "a"}\n' + line + b'\n{"text": "b"}\n')
    first, bad, last = lines(ran.out)
    assert (first["text"], bad, last["text"]) == ("a", {"line": 2, "error": why}, "b")
    assert (ran.code, ran.err) == (1, "1 line could not be read\n")


def test_a_line_without_end_takes_bounded_room(piped: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "LONGEST", 50)
    bad, last = lines(piped(b'{"text": "' + b"a" * 300 + b'"}\n{"text": "b"}').out)
    assert bad == {"line": 1, "error": "the line is longer than 50 bytes"}
    assert last["text"] == "b"


def test_nothing_in_is_nothing_out(piped: Run) -> None:
    ran = piped(b"")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_textblob_fr_scores_as_it_is(piped: Run) -> None:
    (found,) = lines(piped(b'{"text": "ma box est en panne"}', "--scorer", "textblob-fr").out)
    assert (found["polarity"], found["sentiment"]) == (0.0, "neutral")
    assert found["version"].startswith("textblob-fr-")


def test_a_text_explains_itself_with_numbers_bars_and_textblob_fr(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("score", "--text", "Ma box est en panne !", "--explain")
    assert ran.code == 0
    assert "[panne]" in ran.out
    assert "█" in ran.out
    assert "textblob-fr alone: neutral" in ran.out
    assert "« panne »" not in run("score", "--text", "Ma box est en panne !").out


def test_the_emotions_come_as_ekman_s_where_asked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = json.loads(run("score", "--text", "Scandaleux !", "--json", "--emotions", "ekman").out)
    assert list(found["emotions"]) == ["anger", "disgust", "fear", "joy", "sadness", "surprise"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("score",), "error: give a --text, or --jsonl for lines on stdin, one of them\n"),
        (("score", "--text", "a", "--scorer", "car"), "error: unknown scorer “car”; did you mean “care”?\n"),
        (("score", "--text", "a", "--emotions", "ekmann"), "error: unknown scheme of emotions “ekmann”; did you mean “ekman”?\n"),
        (("quality", "none.jsonl"), "error: none.jsonl cannot be read: No such file or directory\n"),
        (("quality", "--by", "chanel"), "error: unknown part “chanel”; did you mean “channel”?\n"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_sentence(
    words: tuple[str, ...], told: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*words)
    assert (ran.code, ran.out, ran.err) == (2, "", told)


def test_quality_measures_what_a_file_labels_and_says_what_it_left_out(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [
        {"text": "Merci infiniment, parfait !", "label": "positive", "channel": "mail"},
        {"text": "Scandaleux, ma box est encore en panne", "sentiment": "negative", "irony": False, "channel": "avis"},
        {"text": "x", "label": "mixed"},
    ]
    Path("a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + "?\n", "utf-8")
    ran = run("quality", "a.jsonl", "--json", "--by", "channel")
    found = json.loads(ran.out)
    assert ran.code == 0
    assert found["texts"] == 2
    assert found["facts"]["sentiment"]["accuracy"] == 1.0
    assert found["facts"]["irony"]["count"] == 1
    assert "emotion" not in found["facts"]
    assert sum(each["count"] for each in found["calibration"]["bins"]) == 2
    assert found["textblob_fr"]["sentiment"]["count"] == 2
    assert [each["channel"] for each in found["channels"]] == ["avis", "mail"]
    assert ran.err.splitlines() == [
        "a.jsonl:3: this line has no label that socialcare knows",
        "a.jsonl:4: this line is not JSON",
        "2 lines left out",
    ]


@pytest.mark.usefixtures("workspace")
def test_what_is_suggested_can_be_typed_and_is_measured(run: Run) -> None:
    asked = json.loads(run("quality", "--suggest", "3", "--json").out)
    assert len(asked) == 3
    assert [row["confidence"] for row in asked] == sorted(row["confidence"] for row in asked)
    words = asked[0]["command"].split()[1:]
    assert run("--as", "claire", *words).code == 0
    again = json.loads(run("quality", "--suggest", "3", "--json").out)
    assert asked[0]["case"] not in [row["case"] for row in again]
    found = json.loads(run("quality", "--json").out)
    assert found["texts"] == 1
    assert found["facts"]["sentiment"]["accuracy"] == 1.0


@pytest.mark.usefixtures("workspace")
def test_without_corrections_quality_says_where_to_begin(run: Run) -> None:
    ran = run("quality")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: nobody has corrected a score yet: socialcare quality --suggest 20 says where to begin\n"


@pytest.mark.usefixtures("workspace")
def test_a_correction_is_shown_with_who_made_it(run: Run) -> None:
    row = run("--quiet", "triage", "--no-pull", "--json").rows[0]
    number = str(row["case"])
    ran = run("--as", "claire", "correct", number, "--sentiment", "positive", "--flag", "churn", "--note", "ironie")
    assert (ran.code, ran.err) == (0, f"case {number}: 2 corrections kept\n")
    shown = run("show", number).out
    assert "corrected by Claire Moreau" in shown
    assert "corrected sentiment: positive, means to leave, or calls in others: yes: “ironie”" in " ".join(shown.split())
    found = next(each for each in run("--quiet", "triage", "--no-pull", "--json").rows if str(each["case"]) == number)
    assert (found["sentiment"], found["churn"], found["corrected_by"]) == ("positive", True, "claire")
    assert found["due_at"] == row["due_at"]
    assert "[LEAVING]" in run("--quiet", "triage", "--no-pull", COLUMNS="160").out


@pytest.mark.usefixtures("workspace")
def test_a_word_of_the_brand_is_checked_and_scored(run: Run) -> None:
    Path("rules/lexicon.yaml").write_text("terms:\n  - {term: cassandre, value: -1}\n", "utf-8")
    assert "rules/lexicon.yaml: 1 word of your own" in run("rules", "check").err
    found = json.loads(run("score", "--text", "La crème est cassandre", "--json").out)
    assert "your own lexicon" in {each["reason"] for each in found["evidence"]}
    Path("rules/lexicon.yaml").write_text("terms:\n  - {trem: cassandre, value: -1}\n", "utf-8")
    ran = run("rules", "check")
    assert ran.code == 2
    assert "rules/lexicon.yaml:2:6: unknown key “trem”; did you mean “term”?" in ran.err


@pytest.mark.usefixtures("workspace")
def test_complaints_tell_plutchik_s_eight_at_the_end(run: Run) -> None:
    rows = run("--quiet", "complaints", "--json", "--emotions", "plutchik").rows
    assert [name for name in rows[0] if name.startswith("plutchik_")] == list(rows[0])[-8:]
    assert any(row["plutchik_anger"] > 0 for row in rows)
