"""Eight people at once on the same cases: each act is kept once, and two never act on what neither has seen."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from socialcare import store
from socialcare.cases import case_at
from socialcare.connector import Page
from socialcare.desk import Desk, triage
from socialcare.facts import Action, Author, Mention
from socialcare.workspace import Workspace

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
PEOPLE, ROUNDS = 8, 1

HAND = """
import sys
from socialcare.cli.app import main
mine, rounds = sys.argv[1], int(sys.argv[2])
codes = []
for turn in range(rounds):
    codes.append(main(["--as", "claire", "note", "1", f"{mine}-{turn}"]))
    codes.append(main(["--as", "claire", "tag", "1", f"t{mine}-{turn}"]))
    codes.append(main(["--as", "karim", "draft", "2", "--text", f"{mine}-{turn}"]))
codes.append(main(["--as", "claire", "tag", "2", "commun"]))
sys.exit(max(codes))
"""


@pytest.fixture
def workspace(new_workspace: Path, tmp_path: Path) -> Workspace:
    folder = shutil.copytree(new_workspace, tmp_path / "marque")
    asked = tuple(
        Mention(channel="avis", ref=str(n), author=Author(handle=f"lea{n}"), text="Où est mon colis ?", posted_at=AT)
        for n in range(2)
    )
    desk = Desk(Workspace(folder), AT, {})
    store.pages.save(desk.store, "avis", Page(mentions=asked, cursor={}), desk.now)
    triage(desk)
    desk.close()
    return Workspace(folder)


def test_eight_processes_lose_no_change_and_make_none_twice(workspace: Workspace) -> None:
    environment = {"SOCIALCARE_WORKSPACE": str(workspace.folder), "SOCIALCARE_NOW": AT.isoformat(), "PATH": ""}
    hands = [
        subprocess.Popen(
            [sys.executable, "-c", HAND, str(mine), str(ROUNDS)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for mine in range(PEOPLE)
    ]
    told = [hand.communicate() for hand in hands]
    assert [(hand.returncode, err if hand.returncode else b"") for hand, (_, err) in zip(hands, told, strict=True)] == [
        (0, b"")
    ] * PEOPLE
    desk = Desk(workspace, AT, {})
    one, two = (case_at(history, AT) for history in store.cases.histories(desk.store, [1, 2]))
    desk.close()
    assert one is not None
    assert two is not None
    every = {f"{mine}-{turn}" for mine in range(PEOPLE) for turn in range(ROUNDS)}
    assert sorted(event.text for event in one.events if event.action is Action.NOTE) == sorted(every)
    assert set(one.tags) == {f"t{each}" for each in every}
    drafts = [event for event in two.events if event.action is Action.DRAFT]
    assert {event.text for event in drafts} == every
    assert [event.before for event in drafts] == ["", *(event.text for event in drafts[:-1])], "each saw the one before"
    assert sum(event.action is Action.TAG for event in two.events) == 1, "a tag that is there is not put again"
