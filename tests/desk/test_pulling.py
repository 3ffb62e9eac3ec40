"""Channels are read one by one, each to the end of its own luck."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from socialcare import store
from socialcare.connector import Page
from socialcare.desk import Desk, import_file, pull, triage
from socialcare.errors import AlreadyRunning, WrongUse
from socialcare.store.pages import Saved
from socialcare.workspace import Workspace

At = Callable[[str], Desk]


@pytest.fixture
def listening(workspace: Workspace) -> Workspace:
    """Two channels of files; the first has no file yet."""
    listed = "".join(
        f"\n  {name}:\n    connector: files\n    path: data/inbox/{name}.jsonl" for name in ("boutique", "avis")
    )
    settings = workspace.file.read_text("utf-8").replace("channels: {}", f"channels: {listed}")
    workspace.file.write_text(settings.replace("handles: []", "handles: [maison]", 1), "utf-8")
    export(workspace, "avis", "colis perdu", "merci")
    return workspace


def export(workspace: Workspace, channel: str, *texts: str, author: str = "lea") -> Path:
    path = workspace.folder / "data" / "inbox" / f"{channel}.jsonl"
    rows = [
        {"id": str(number), "author": author, "text": text, "date": "2026-11-18T09:00:00+01:00"}
        for number, text in enumerate(texts, start=1)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.mark.usefixtures("listening")
def test_one_channel_that_fails_does_not_stop_the_others_and_is_remembered(desk_at: At) -> None:
    desk = desk_at("2026-11-18 10:00")
    boutique, avis = pull(desk, [], None)
    assert boutique.failure is not None
    assert str(boutique.failure) == "there is no file data/inbox/boutique.jsonl"
    assert (avis.failure, avis.saved) == (None, Saved(new=2))
    state = store.pages.channel_state(desk.store, "boutique")
    assert state is not None
    assert [str(line) for line in state.failure] == ["there is no file data/inbox/boutique.jsonl"]


@pytest.mark.usefixtures("listening")
def test_what_was_pulled_is_not_pulled_twice(desk_at: At) -> None:
    first, again = ([*pull(desk_at(f"2026-11-18 {at}"), ["avis"], None)] for at in ("10:00", "10:05"))
    assert [result.saved for result in (*first, *again)] == [Saved(new=2), Saved()]


def test_a_rehearsal_counts_and_writes_nothing(listening: Workspace, desk_at: At) -> None:
    desk = desk_at("2026-11-18 10:00")
    (result,) = pull(desk, ["avis"], None, rehearse=True)
    assert result.saved == Saved(new=2)
    assert (store.cases.count(desk.store), store.pages.channel_state(desk.store, "avis")) == (0, None)
    file = export(listening, "import", "un", "deux", "trois")
    assert import_file(desk, file, "avis", {}, rehearse=True).saved == Saved(new=3)
    assert store.cases.count(desk.store) == 0


def test_the_brands_own_messages_are_marked_as_they_come_in(listening: Workspace, desk_at: At) -> None:
    export(listening, "avis", "notre actualité", author="@Maison")
    desk = desk_at("2026-11-18 10:00")
    list(pull(desk, ["avis"], None))
    triage(desk)
    assert store.cases.opened_by(desk.store, desk.now) == []


def test_a_channel_given_to_another_connector_starts_anew(listening: Workspace, desk_at: At) -> None:
    before = desk_at("2026-11-18 10:00")
    store.pages.save(before.store, "avis", Page(mentions=(), cursor={"feeds": {}}), before.now, connector="rss")
    (result,) = pull(desk_at("2026-11-18 11:00"), ["avis"], None)
    assert (result.failure, result.saved) == (None, Saved(new=2))
    assert listening.database.exists()


def test_a_channel_is_pulled_by_one_at_a_time(listening: Workspace, desk_at: At) -> None:
    with FileLock(listening.folder / "data" / "pull-avis.lock"):
        (result,) = pull(desk_at("2026-11-18 10:00"), ["avis"], None)
    assert isinstance(result.failure, AlreadyRunning)
    assert str(result.failure) == "avis: another pull of this channel is running; it will bring the same"


@pytest.mark.usefixtures("listening")
def test_an_unknown_channel_is_refused_before_anything_is_read(desk_at: At) -> None:
    desk = desk_at("2026-11-18 10:00")
    desk.workspace.database.unlink()
    with pytest.raises(WrongUse) as raised:
        list(pull(desk, ["avis", "boutik"], None))
    assert str(raised.value) == "unknown channel “boutik”; did you mean “boutique”?"
    assert not desk.workspace.database.exists()


def test_an_import_goes_to_any_channel_and_says_what_it_cannot_read(listening: Workspace, desk_at: At) -> None:
    desk = desk_at("2026-11-18 10:00")
    assert import_file(desk, export(listening, "lot", "un", ""), "salon", {}).saved == Saved(new=1, rejected=1)
    with pytest.raises(WrongUse, match="there is no file"):
        import_file(desk, listening.folder / "absent.csv", "salon", {})


FAULTY = """
from socialcare.connector import Capability, Settings

class Faulty:
    summary, capabilities, settings = "fails", frozenset({Capability.PULL}), Settings

    def __init__(self, settings, context):
        pass

    def pages(self, cursor, since):
        raise KeyError("statuses")
"""


def test_a_plug_ins_own_fault_stops_its_channel_alone(
    listening: Workspace, desk_at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    (site / "faulty-1.dist-info").mkdir(parents=True)
    (site / "faulty.py").write_text(FAULTY, "utf-8")
    (site / "faulty-1.dist-info" / "entry_points.txt").write_text(
        "[socialcare.connectors]\nfaulty = faulty:Faulty\n", "utf-8"
    )
    monkeypatch.syspath_prepend(str(site))
    file = listening.file
    file.write_text(file.read_text("utf-8").replace("channels:", "channels:\n  faulty: {connector: faulty}"), "utf-8")
    results = {result.channel: result for result in pull(desk_at("2026-11-18 10:00"), [], None)}
    assert str(results["faulty"].failure).startswith("the connector “faulty” has a fault (KeyError: 'statuses')")
    assert "faulty.py, line 11, in pages" in str(results["faulty"].failure)
    assert results["avis"].failure is None
