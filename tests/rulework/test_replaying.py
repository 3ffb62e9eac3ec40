"""Other rules over what is stored: who changes, by how much, why; and nothing is written."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from socialcare.desk import Desk, actions
from socialcare.facts import Mention
from socialcare.rulework import Rules, load_file
from socialcare.rulework.replaying import Replay, replay

Paris = Callable[[str], datetime]


@pytest.fixture
def replayed(
    desk_at: Callable[[str], Desk], receive: Callable[..., None], a_mention: Callable[..., Mention], tmp_path: Path
) -> Callable[..., Replay]:
    """Three mentions of a morning, the first answered at noon; replayed with these words of the rules replaced."""

    def run(*changes: tuple[str, str], since: datetime | None = None) -> Replay:
        desk = desk_at("2026-11-18 16:00")
        texts = [("Une allergie", "09:00"), ("Scandale", "09:30"), ("Bonjour", "11:30")]
        receive(desk, *(a_mention(text, at=f"2026-11-18 {at}", by=text) for text, at in texts))
        noon = desk_at("2026-11-18 12:00")
        claire = noon.rules.rulebook.people["claire"]
        first = desk.store.rows("SELECT case_id FROM mentions WHERE text = 'Une allergie'")[0]["case_id"]
        actions.reply(noon, claire, first, "Réponse")
        return replay(desk.store, desk.now, since, desk.rules, _changed(desk, tmp_path, changes))

    return run


def _changed(desk: Desk, folder: Path, changes: tuple[tuple[str, str], ...]) -> Rules:
    text = desk.workspace.read(desk.settings.rules)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "new.yaml").write_text(text, "utf-8")
    calendar = desk.rules.promises.calendar()
    return load_file(folder / "new.yaml", "new.yaml", calendar.first, calendar.last)


def test_the_same_rules_change_nothing(replayed: Callable[..., Replay]) -> None:
    found = replayed()
    assert (found.mentions, found.changed, found.share, found.moves, found.examples) == (3, 0, 0.0, (), ())
    assert found.shift_seconds is None


@pytest.mark.parametrize(
    ("change", "kinds", "cause"),
    [
        (("expert: anne, promise", "expert: karim, promise"), {"expert": 1}, "rule “santé” gives otherwise: expert"),
        (("words: [allergie]", "words: [rien]"), {"rule": 1, "expert": 1, "priority": 1, "promise": 1}, "rule “santé”: "),
        (("name: santé", "name: soins"), {"rule": 1}, "rule “soins” is new"),
        (("urgent-1h: {type: duration, business: 60min}", "urgent-1h: {type: duration, business: 2h}"), {"due": 1}, "2 h of opening hours later"),
        (("{priority: high, complaint: true}", "{set_aside: bruit}"), {"priority": 1, "promise": 1, "expert": 1, "set_aside": 1}, "rule “plainte” gives otherwise: priority, complaint, set_aside"),
        (("default: {expert: karim", "default: {expert: anne"), {"expert": 2}, "what stands outside the rules changed"),
    ],
)  # fmt: skip
def test_each_change_is_counted_once_a_mention_and_has_its_cause(
    change: tuple[str, str], kinds: dict[str, int], cause: str, replayed: Callable[..., Replay]
) -> None:
    found = replayed(change)
    assert found.kinds == kinds
    assert str(found.examples[0].cause.sentence).startswith(cause)
    assert found.examples[0].cause.line > 0


def test_due_times_that_move_are_told_by_their_median(replayed: Callable[..., Replay]) -> None:
    found = replayed(('before: "12:00", due: "17:00"', 'before: "11:00", due: "16:00"'))
    assert found.kinds == {"due": 2}
    assert found.shift_seconds == 41400  # one an hour sooner, one the next day at 17:00: (-1 h + 24 h) / 2


def test_an_answer_is_judged_by_the_new_due_time(replayed: Callable[..., Replay]) -> None:
    """Answered at noon what was due at ten: broken; with four hours it would have been kept."""
    found = replayed(("business: 60min", "business: 4h"))
    assert found.verdicts == {"broken → kept": 1}


def test_the_load_of_each_expert_is_told_before_and_after(replayed: Callable[..., Replay]) -> None:
    found = replayed(("expert: anne, promise", "expert: karim, promise"))
    assert [(load.expert, load.before, load.after) for load in found.load] == [("karim", 2, 3), ("anne", 1, 0)]


def test_only_mentions_since_then_are_replayed(replayed: Callable[..., Replay], paris: Paris) -> None:
    assert replayed(since=paris("2026-11-18 09:30")).mentions == 2


def test_nothing_is_written(replayed: Callable[..., Replay], workspace: Any) -> None:
    found = replayed(("expert: anne, promise", "expert: karim, promise"))
    before = _content(workspace.database)
    assert found.changed == 1
    assert _content(workspace.database) == before


def _content(path: Path) -> list[str]:
    import sqlite3

    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()
