"""A new workspace works at once, and the demonstration is always a working morning."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from socialcare import store
from socialcare.desk import Desk, examine, make_demo, pull, triage
from socialcare.workspace import Workspace

Paris = Callable[[str], datetime]


def test_a_new_workspace_has_nothing_to_mend(workspace: Workspace, paris: Paris) -> None:
    findings = list(examine(workspace, paris("2026-11-16 09:00"), {}))
    assert [str(finding.sentence) for finding in findings if not finding.well] == []
    assert str(findings[0].sentence) == "socialcare.yaml: Maison Lavande, Europe/Paris, 0 channels"


def test_every_part_is_looked_at_even_when_one_before_it_is_broken(workspace: Workspace, paris: Paris) -> None:
    (workspace.folder / "rules" / "sophie-paris.yaml").write_text("version: 2\n", "utf-8")
    workspace.database.write_text("ceci n'est pas une base " * 100, "utf-8")
    workspace.database.chmod(0o600)
    said = [str(f.sentence) for f in examine(workspace, paris("2026-11-16 09:00"), {}) if not f.well]
    assert "rules/sophie-paris.yaml:1:10: unknown value “2”; known: 1" in said
    assert said[-1] == (
        f"{workspace.database} is damaged (file is not a database);"
        " restore a backup, or save what is left with sqlite3's .recover"
    )


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-11-20 10:30", "2026-11-20"),  # a Friday
        ("2026-11-20 10:29", "2026-11-19"),
        ("2026-11-22 12:00", "2026-11-20"),
        ("2026-11-12 09:00", "2026-11-10"),  # 11 November is a holiday
    ],
)
def test_the_demonstration_is_the_last_working_morning_at_half_past_ten(
    now: str, shown: str, tmp_path: Path, paris: Paris
) -> None:
    _, _, instant = make_demo(tmp_path / "demo", "Maison Lavande", paris(now), {})
    assert instant == datetime.fromisoformat(f"{shown} 10:30").replace(tzinfo=ZoneInfo("Europe/Paris"))


def test_the_demonstration_has_open_cases_and_answered_ones(tmp_path: Path, paris: Paris) -> None:
    made, mentions, instant = make_demo(tmp_path / "demo", "Maison Lavande", paris("2026-11-20 11:00"), {})
    desk = Desk(made, instant.astimezone(UTC), {})
    assert sum(result.saved.new for result in pull(desk, [], None)) == mentions
    assert triage(desk).before_calendar == 0
    every, still = store.cases.opened_by(desk.store, desk.now), store.cases.open_since(desk.store, None)
    desk.store.close()
    assert 0 < len(still) < len(every) < mentions
