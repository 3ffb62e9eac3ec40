"""`show --thread`: what is said around a message, asked of its network at that moment and kept nowhere."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

SQUARE = """
import json
from datetime import timedelta
from socialcare.connector import Capability, Settings
from socialcare.errors import Unavailable
from socialcare.facts import Author, Mention
from socialcare.sentences import say

class Square:
    summary, settings = "a public square", Settings
    capabilities = frozenset({Capability.PULL, Capability.THREAD})

    def __init__(self, settings, context):
        self.context = context
        self.mood = context.folder / "mood"

    def thread(self, mention):
        mood = self.mood.read_text() if self.mood.exists() else ""
        if mood == "down":
            raise Unavailable(say("square.example does not answer"))
        if mood == "faulty":
            raise KeyError("posts")
        if mood == "gone":
            return ()
        if mood == "alone":
            return (mention,)
        return (self.post("p1", "zoé", "Quelqu’un a essayé\\x1b[2J ?", -9), mention,
                self.post("p3", "marque", "Bonjour, nous regardons.", 5, own=True), self.post("p4", "", "", 6))

    def post(self, ref, handle, text, minutes, **given):
        return Mention(channel=self.context.channel, ref=ref, author=Author(handle=handle), text=text,
                       posted_at=self.context.now + timedelta(minutes=minutes), url=f"https://square.example/{ref}", **given)

    def pages(self, cursor, since):
        return iter(())
"""


@pytest.fixture
def case(workspace: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """One of the morning of the demonstration, whose channel can show what is around it."""
    site = tmp_path / "site"
    (site / "square-1.dist-info").mkdir(parents=True)
    (site / "plug_square.py").write_text(SQUARE, "utf-8")
    (site / "square-1.dist-info" / "entry_points.txt").write_text(
        "[socialcare.connectors]\nsquare = plug_square:Square\n", "utf-8"
    )
    monkeypatch.syspath_prepend(str(site))
    row: dict[str, Any] = run("triage", "--no-pull", "--json").rows[0]
    settings = workspace / "socialcare.yaml"
    lines = settings.read_text("utf-8").splitlines()
    (start,) = [n for n, line in enumerate(lines) if line.strip().startswith(f"{row['channel']}:")]
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith("    ")), len(lines))
    channel = f"  {row['channel']}: {{connector: square}}"
    settings.write_text("\n".join([*lines[:start], channel, *lines[end:], ""]), "utf-8")
    return row


def mood(workspace: Path, text: str) -> None:
    (workspace / "mood").write_text(text, "utf-8")


def test_what_is_around_a_case_is_shown_below_it(run: Run, case: dict[str, Any]) -> None:
    alone = run("show", str(case["case"]), COLUMNS="400")
    shown = run("show", str(case["case"]), "--thread", COLUMNS="400")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(alone.out + "\nAround it, on the network (not kept)\n")
    below = shown.out.removeprefix(alone.out).splitlines()[2:]
    assert [line[2] for line in below[::2]] == [" ", "▸", "→", " "]
    assert [line.split()[-1] for line in below[::2]] == ["zoé", case["author"], "marque", "–"]
    assert [below[n] for n in (1, 5, 7)] == [
        "      Quelqu’un a essayé␛[2J ?", "      Bonjour, nous regardons.", "      –"
    ]  # fmt: skip


def test_what_strangers_say_is_kept_nowhere(run: Run, case: dict[str, Any], workspace: Path) -> None:
    before = {path for path in workspace.rglob("*") if path.is_file()}
    assert "Quelqu’un a essayé" in run("show", str(case["case"]), "--thread").out
    files = [path for path in workspace.rglob("*") if path.is_file()]
    assert not [path for path in files if "Quelqu’un a essayé".encode() in path.read_bytes()]
    assert {path for path in files if path.suffix not in (".db-wal", ".db-shm")} <= before


def test_a_program_has_it_as_a_list(run: Run, case: dict[str, Any]) -> None:
    alone = json.loads(run("show", str(case["case"]), "--json").out)
    found = json.loads(run("show", str(case["case"]), "--thread", "--json").out)
    posts = found.pop("thread")
    assert found == alone
    assert [(post["ref"] == "p3", post["own"], post["of_the_case"]) for post in posts] == [
        (False, False, False), (False, False, True), (True, True, False), (False, False, False)
    ]  # fmt: skip
    assert posts[2] == {
        "at": "2026-11-20T09:35:00Z", "author": "marque", "name": "", "own": True, "of_the_case": False,
        "text": "Bonjour, nous regardons.", "url": "https://square.example/p3", "ref": "p3", "in_reply_to": None,
    }  # fmt: skip


def test_the_brands_posts_are_known_by_the_handles_of_the_settings(
    run: Run, case: dict[str, Any], workspace: Path
) -> None:
    settings = workspace / "socialcare.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("{connector: square}", "{connector: square, handles: [zoé]}"), "utf-8")
    posts = json.loads(run("show", str(case["case"]), "--thread", "--json").out)["thread"]
    assert [post["author"] for post in posts if post["own"]] == ["zoé", "marque"]


@pytest.mark.parametrize(("how", "told", "posts"), [
    ("gone", "the network no longer shows this message", 0),
    ("alone", "the network shows nothing else around this message", 1),
])  # fmt: skip
def test_nothing_around_is_said(
    run: Run, case: dict[str, Any], workspace: Path, how: str, told: str, posts: int
) -> None:
    mood(workspace, how)
    shown = run("show", str(case["case"]), "--thread")
    assert (shown.code, f"Around it, on the network (not kept)\n  {told}\n" in shown.out) == (0, True)
    assert len(json.loads(run("show", str(case["case"]), "--thread", "--json").out)["thread"]) == posts


def test_a_channel_that_cannot_says_so_below_the_whole_case(run: Run, workspace: Path) -> None:
    assert workspace.is_dir()
    row = run("triage", "--no-pull", "--json").rows[0]
    shown = run("show", str(row["case"]), "--thread")
    assert shown.code == 0
    assert shown.out.startswith(run("show", str(row["case"])).out)
    assert shown.out.endswith(f"  the channel {row['channel']} cannot show what is said around a message\n")
    assert json.loads(run("show", str(row["case"]), "--thread", "--json").out)["thread"] is None


@pytest.mark.parametrize(("how", "told"), [
    ("down", "error: square.example does not answer\n"),
    ("faulty", "error: the connector “square” has a fault (KeyError: 'posts'); tell who wrote it, with the place below"),
])  # fmt: skip
def test_a_network_that_fails_takes_nothing_from_the_case(
    run: Run, case: dict[str, Any], workspace: Path, how: str, told: str
) -> None:
    mood(workspace, how)
    alone = run("show", str(case["case"]))
    shown = run("show", str(case["case"]), "--thread")
    assert (shown.code, shown.out) == (5, alone.out)
    assert shown.err.startswith(told)
    machine = run("show", str(case["case"]), "--thread", "--json")
    assert (machine.code, json.loads(machine.out)["thread"]) == (5, None)


def test_yesterdays_network_cannot_be_shown(run: Run, case: dict[str, Any]) -> None:
    refused = run("show", str(case["case"]), "--thread", "--as-of", "hier 18h")
    assert (refused.code, refused.out) == (2, "")
    assert "--thread shows the network as it is now" in refused.err


@pytest.mark.parametrize(
    ("name", "can"), [("mastodon", True), ("wordpress", True), ("facebook", True), ("telegram", False)]
)
def test_a_connector_tells_whether_it_can(run: Run, name: str, can: bool) -> None:
    assert ("thread" in json.loads(run("connectors", "show", name, "--json").out)["capabilities"]) is can
