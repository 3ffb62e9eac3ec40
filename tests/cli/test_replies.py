"""`reply` and `publishing` as a person and a script use them."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

FORUM = """
from socialcare.connector import Capability, Sent, Settings
from socialcare.errors import RateLimited, Rejected
from socialcare.sentences import say

class Forum:
    summary, capabilities, settings = "a forum", frozenset({Capability.PULL, Capability.REPLY}), Settings
    longest = 40

    def __init__(self, settings, context):
        self.posts = context.folder / "posts"
        self.mood = context.folder / "mood"

    def length(self, text):
        return len(text)

    def send(self, reply):
        if self.mood.exists():
            raise RateLimited(say("come back later")) if self.mood.read_text() == "busy" else Rejected(say("too rude"))
        with self.posts.open("a", encoding="utf-8") as file:
            file.write(reply.text + chr(10))
        return Sent(ref=reply.key)

    def find(self, reply):
        return Sent(ref=reply.key) if self.posts.exists() and reply.text in self.posts.read_text("utf-8") else None

    def pages(self, cursor, since):
        return iter(())
"""


@pytest.fixture
def forum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where its package lies."""
    site = tmp_path / "site"
    (site / "forum-1.dist-info").mkdir(parents=True)
    (site / "plug_answering_forum.py").write_text(FORUM, "utf-8")
    (site / "forum-1.dist-info" / "entry_points.txt").write_text("[socialcare.connectors]\nforum = plug_answering_forum:Forum\n", "utf-8")  # fmt: skip
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.fixture
def number(workspace: Path, forum: Path, run: Run) -> str:
    """A case whose channel can send, on the morning of the demonstration, in time."""
    assert forum.is_dir()
    row = next(row for row in run("triage", "--no-pull", "--json").rows if row["verdict"] == "on_time")
    settings = workspace / "socialcare.yaml"
    lines = settings.read_text("utf-8").splitlines()
    (start,) = [n for n, line in enumerate(lines) if line.strip().startswith(f"{row['channel']}:")]
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith("    ")), len(lines))
    settings.write_text(
        "\n".join([*lines[:start], f"  {row['channel']}: {{connector: forum}}", *lines[end:], ""]), "utf-8"
    )
    return str(row["case"])


@pytest.fixture
def posts(workspace: Path) -> Callable[[], list[str]]:
    return lambda: (workspace / "posts").read_text("utf-8").splitlines() if (workspace / "posts").exists() else []


def claire(run: Run, *words: str) -> Any:
    return run("--as", "claire", *words)


def test_a_script_says_yes_and_hears_whether_the_promise_is_kept(run: Run, number: str, posts: Any) -> None:
    sent = claire(run, "reply", number, "--text", "Demain, Léa.", "--yes")
    assert (sent.code, sent.out, posts()) == (0, "", ["Demain, Léa."])
    assert "\n  the answer, 12 of at most 40:\n    Demain, Léa.\n" in sent.err
    assert sent.err.endswith(f"case {number}: answered within the promise\n")


def test_without_a_terminal_nobody_can_say_yes(run: Run, number: str, posts: Any) -> None:
    refused = claire(run, "reply", number, "--text", "Demain.")
    assert (refused.code, refused.out, posts()) == (2, "", [])
    assert refused.err == "error: there is nobody to ask here: add --yes to send, or --dry-run to look only\n"
    assert json.loads(run("show", number, "--json").out)["events"] == []


def test_a_dry_run_shows_the_answer_and_writes_nothing(run: Run, number: str, posts: Any) -> None:
    shown = claire(run, "reply", number, "--text", "Demain.", "--dry-run")
    assert (shown.code, shown.err, posts()) == (0, "nothing was sent\n", [])
    assert shown.out.startswith(f"case {number} · to ")
    assert shown.out.endswith("    Demain.\n")
    assert json.loads(run("show", number, "--json").out)["events"] == []


def test_a_text_may_come_from_a_file_of_one_kind_only(run: Run, number: str, posts: Any, workspace: Path) -> None:
    (workspace / "answer.txt").write_text("Demain.\n", "utf-8")
    (workspace / "binary").write_bytes(b"\xff\xfe")
    assert "choose one: --text or --file" in claire(run, "reply", number, "--text", "x", "--file", "answer.txt").err
    assert "binary cannot be read (UnicodeDecodeError)" in claire(run, "reply", number, "--file", "binary").err
    assert "none cannot be read (No such file" in claire(run, "reply", number, "--file", "none").err
    assert "an answer needs a text: --text" in claire(run, "reply", number, "--yes").err
    assert claire(run, "reply", number, "--file", "answer.txt", "--yes").code == 0
    assert posts() == ["Demain."]


def test_a_template_is_the_text_and_goes_out_as_any_other(run: Run, number: str, posts: Any, workspace: Path) -> None:
    (workspace / "rules" / "answers.yaml").write_text("templates:\n  bref: {text: 'Le {jour}. {signature}'}\n", "utf-8")
    from_template = ("reply", number, "--template", "bref", "--set", "jour=lundi")
    shown = claire(run, *from_template, "--dry-run")
    assert shown.out.endswith("    Le lundi. Claire Moreau\n")
    refused = claire(run, *from_template)
    assert refused.err == "error: there is nobody to ask here: add --yes to send, or --dry-run to look only\n"
    assert claire(run, *from_template, "--file", "x").err == "error: choose one: --file or --template\n"
    assert run("--as", "labo", *from_template, "--yes").code == 2
    assert posts() == []
    assert claire(run, *from_template, "--yes").code == 0
    assert posts() == ["Le lundi. Claire Moreau"]


def test_too_long_is_told_with_both_figures(run: Run, number: str, posts: Any) -> None:
    refused = claire(run, "reply", number, "--text", "x" * 41, "--yes")
    assert (refused.code, posts()) == (2, [])
    assert f"case {number}: the answer is 41 long and " in refused.err
    assert "takes 40; shorten it" in refused.err


def test_a_second_answer_needs_to_be_meant(run: Run, number: str, posts: Any) -> None:
    assert claire(run, "reply", number, "--text", "Demain.", "--yes").code == 0
    refused = run("--as", "mehdi", "reply", number, "--text", "Après-demain.", "--yes")
    assert refused.code == 2
    assert "! Claire Moreau acted on this case Fri 20/11/2026 10:30: answer" in refused.err
    assert f"case {number} is answered already, Fri 20/11/2026 10:30; --anyway answers once more" in refused.err
    assert run("--as", "mehdi", "reply", number, "--text", "Après-demain.", "--yes", "--anyway").code == 0
    assert posts() == ["Demain.", "Après-demain."]


def test_what_waits_is_listed_shown_and_sent_by_retry(run: Run, number: str, posts: Any, workspace: Path) -> None:
    (workspace / "mood").write_text("busy", "utf-8")
    waits = claire(run, "reply", number, "--text", "Demain.", "--yes")
    assert waits.code == 5
    assert "the answer waits: come back later; socialcare publishing retry sends it" in waits.err
    (row,) = run("publishing", "--json").rows
    assert list(row) == ["case", "channel", "author", "text", "by", "fate", "since", "tried_at", "key", "why"]
    assert (str(row["case"]), row["fate"], row["why"]) == (number, "waiting", "come back later")
    assert "waits" in run("publishing").out
    assert "Going out\n  Demain.\n  by Claire Moreau, Fri 20/11/2026 10:30: waits;" in run("show", number).out
    assert f"case {number}: an answer is not on" in run("pull").err
    assert run("--as", "labo", "publishing", "retry").code == 2
    assert claire(run, "publishing", "retry").code == 5
    (workspace / "mood").unlink()
    again = claire(run, "publishing", "retry", number)
    assert (again.code, posts()) == (0, ["Demain."])
    assert again.err.startswith(f"case {number}: the answer is on ")
    assert claire(run, "publishing", "retry").err == "no answer waits to go out\n"
    assert run("publishing", "--csv").out.count("\n") == 1


def test_a_person_may_settle_what_no_network_can_say(run: Run, number: str, workspace: Path) -> None:
    (workspace / "mood").write_text("busy", "utf-8")
    claire(run, "reply", number, "--text", "Demain.", "--yes")
    assert "choose one: --sent or --not-sent" in claire(run, "publishing", "mark", number).err
    taken = claire(run, "publishing", "mark", number, "--not-sent")
    assert taken.err == f"case {number}: the answer is taken back; the case is as it was before\n"
    claire(run, "reply", number, "--text", "Demain.", "--yes")
    assert claire(run, "publishing", "mark", number, "--sent").err == f"case {number}: recorded as answered\n"


def test_what_the_network_refused_stays_listed_with_its_reason(run: Run, number: str, workspace: Path) -> None:
    (workspace / "mood").write_text("angry", "utf-8")
    refused = claire(run, "reply", number, "--text", "Demain.", "--yes")
    assert refused.code == 5
    assert f"case {number}: not sent, and as it was before: too rude" in refused.err
    (row,) = run("publishing", "--json").rows
    assert (row["fate"], row["why"]) == ("refused", "too rude")


def test_the_emergency_stop_holds_until_somebody_starts_again(run: Run, number: str, posts: Any) -> None:
    stopped = "nothing goes out since Fri 20/11/2026 10:30: Dr Anne Lefèvre stopped it; socialcare publishing start lets it go on"
    assert run("--as", "labo", "publishing", "stop").err == f"{stopped}\n"
    refused = claire(run, "reply", number, "--text", "Demain.", "--yes")
    assert (refused.code, refused.err, posts()) == (2, f"error: {stopped}\n", [])
    assert run("publishing").err == f"No answer waits to go out.\n{stopped}\n"
    assert claire(run, "publishing", "start").code == 0
    assert claire(run, "reply", number, "--text", "Demain.", "--yes").code == 0
    assert posts() == ["Demain."]


@pytest.mark.parametrize(("said", "sent"), [("y\n", ["Demain."]), ("oui\n", ["Demain."]), ("\n", []), ("no\n", [])])
def test_on_a_terminal_the_person_is_asked(said: str, sent: list[str], number: str, posts: Any, forum: Path) -> None:
    shown = _on_a_terminal(forum, said, "reply", number, "--text", "Demain.")
    assert "Send it? [y/N]" in shown
    assert posts() == sent


def test_on_a_terminal_the_answer_is_written_in_an_editor_from_the_draft(run: Run, number: str, posts: Any, forum: Path, tmp_path: Path) -> None:  # fmt: skip
    run("--as", "labo", "draft", number, "--text", "Demain")
    editor = tmp_path / "editor.py"
    editor.write_text("import sys; file = open(sys.argv[1], 'a'); file.write(' matin.'); file.close()", "utf-8")
    _on_a_terminal(forum, "y\n", "reply", number, EDITOR=f"{sys.executable} {editor}")
    assert posts() == ["Demain matin."]


def _on_a_terminal(site: Path, typed: str, *words: str, **more: str) -> str:
    """What the screen shows."""
    ours, theirs = pty.openpty()
    given = {"PYTHONPATH": str(site), "SOCIALCARE_NOW": "2026-11-20T10:30:00+01:00", "LANGUAGE": "en", "VISUAL": "", "SOCIALCARE_USER": "claire"}  # fmt: skip
    environment = {**os.environ, **given, **more}
    program = Path(sys.executable).with_name("socialcare")
    with subprocess.Popen([program, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # Linux says so when the other end is closed
            pass
        assert process.wait(60) == 0, shown.decode()
    os.close(ours)
    return shown.decode()


def test_an_approved_answer_that_waits_is_no_draft_to_send(run: Run, number: str, workspace: Path) -> None:
    expert = next(row["expert"] for row in run("triage", "--no-pull", "--json").rows if str(row["case"]) == number)
    run("--as", expert, "draft", number, "--text", "Demain.")
    assert [row["waits"] for row in claire(run, "inbox", "--json").rows] == ["drafted"]
    (workspace / "mood").write_text("busy", "utf-8")
    claire(run, "reply", number, "--text", "Demain, Léa.", "--yes")
    (row,) = claire(run, "inbox", "--json").rows
    assert (row["waits"], row["by"], row["draft"], row["answer"]) == ("going_out", "claire", "Demain.", "Demain, Léa.")
    told = " ".join(claire(run, "inbox").out.split())
    assert "1 approved answer not known to be out" in told
    assert "to read and send" not in told
    assert "Demain, Léa. by Claire Moreau, Fri 20/11/2026 10:30: waits; socialcare publishing retry" in told
    claire(run, "publishing", "mark", number, "--not-sent")
    assert [row["waits"] for row in claire(run, "inbox", "--json").rows] == ["drafted"]
    then = claire(run, "inbox", "--as-of", "2026-11-20T10:30", "--json").rows
    assert [row["waits"] for row in then] == ["drafted"]


def test_an_expert_owes_no_draft_where_an_answer_is_approved(run: Run, number: str, workspace: Path) -> None:
    expert = next(row["expert"] for row in run("triage", "--no-pull", "--json").rows if str(row["case"]) == number)
    asked = [str(row["case"]) for row in run("--as", expert, "inbox", "--json").rows]
    (workspace / "mood").write_text("busy", "utf-8")
    claire(run, "reply", number, "--text", "Demain.", "--yes")
    left = [str(row["case"]) for row in run("--as", expert, "inbox", "--json").rows]
    assert left == [each for each in asked if each != number]


def test_an_empty_outbox_is_said_in_a_sentence(run: Run, number: str) -> None:
    assert number
    empty = run("publishing")
    assert (empty.out, empty.err) == ("", "No answer waits to go out; sending is not stopped.\n")
    assert run("publishing", "--json").rows == []
    run("--as", "labo", "publishing", "stop")
    stopped = run("publishing")
    assert stopped.out == ""
    assert stopped.err.startswith("No answer waits to go out.\nnothing goes out since ")
