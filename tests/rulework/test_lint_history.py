"""What the stored mentions say of the rules: never silent about a rule that never fires."""

from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.desk import Desk
from socialcare.facts import Author, Mention
from socialcare.rulework.lint_history import lint_history
from socialcare.workspace import Workspace

At = Callable[[str], Desk]
Paris = Callable[[str], datetime]

MORE = "rules:\n  - {name: célèbre, stage: qualify, when: {followers: {min: 5000}, none: [{rating: {max: 1}}]}, then: {priority: high}}\n"


@pytest.fixture
def desk(workspace: Workspace, desk_at: At, receive: Callable[..., None], a_mention: Callable[..., Mention]) -> Desk:
    """A scandal of October and an allergy of November, of authors without a rating; one has followers."""
    path = workspace.folder / "rules" / "sophie-paris.yaml"
    path.write_text(path.read_text("utf-8").replace("rules:\n", MORE), "utf-8")
    desk = desk_at("2026-11-18 12:00")
    crowd = Author(handle="tom", followers=10)
    receive(
        desk,
        a_mention("Scandale", at="2026-10-01 09:00"),
        a_mention("Une allergie", at="2026-11-17 09:00", author=crowd),
    )
    return desk


def test_a_rule_that_did_nothing_and_a_condition_that_was_never_known_are_told(desk: Desk, paris: Paris) -> None:
    found = lint_history(desk.store, desk.rules, desk.now, None)
    assert found.mentions == 2
    assert [(each.code, str(each.mistake.sentence)) for each in found.remarks] == [
        ("W114", "rule “célèbre” was at work for none of 2 mentions since 2026-08-20 11:00:00+00:00"),
        (
            "W115",
            "rule “célèbre”: rating: unknown; asked: at most 1, for every one of 2 mentions; does the channel tell it?",
        ),
        ("W114", "rule “publicité” was at work for none of 2 mentions since 2026-08-20 11:00:00+00:00"),
        ("W114", "rule “le reste” was at work for none of 2 mentions since 2026-08-20 11:00:00+00:00"),
    ]
    recent = lint_history(desk.store, desk.rules, desk.now, paris("2026-11-01 00:00"))
    assert recent.mentions == 1
    assert "plainte" in " ".join(str(each.mistake.sentence) for each in recent.remarks)


def test_where_nothing_was_received_nothing_is_said(desk: Desk, paris: Paris) -> None:
    found = lint_history(desk.store, desk.rules, desk.now, paris("2026-11-18 00:00"))
    assert (found.mentions, found.remarks) == (0, ())
