"""A small rules file with the people it needs, test files beside it, and what comes of them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from socialcare.rulework import Rules, load_file
from socialcare.rulework.trials import Tried, try_file
from socialcare.scoring import Scorer

HOUSE = """\
version: 1
calendars:
  siege: {hours: {mon-fri: ["09:00-12:00", "14:00-18:00"]}, holidays: FR}
policies:
  noon-17h: {type: cutoff, windows: [{before: "12:00", due: "17:00"}]}
  urgent-1h: {type: duration, business: 60min}
teams: {support: Support, labo: Laboratoire}
experts:
  karim: {name: Karim Benali, team: support, topics: [livraison]}
  anne: {name: Anne Lefèvre, team: labo}
community_managers: {claire: {name: Claire}}
lists: {presse: ["@redaction_exemple"]}
topics:
  livraison: {words: [colis*, point relais]}
  sante: {words: [allergi*]}
"""

RULES = """\
rules:
  - {name: loterie, stage: qualify, when: {spam: true}, then: {set_aside: spam}}
  - {name: suivi, stage: qualify, when: {followers: {min: 20000}}, then: {priority: high, tags: [audience]}}
  - {name: santé, when: {topic: sante}, then: {expert: anne, promise: urgent-1h, priority: urgent, tags: [vigilance]}}
  - {name: question, when: {intent: question}, then: {promise: noon-17h}}
"""

DEFAULT = "default: {expert: karim, promise: noon-17h}\n"


def nobody_reads() -> Scorer:
    raise AssertionError("no text is to be scored here")


@pytest.fixture
def rules_at(tmp_path: Path) -> Callable[..., Rules]:
    """`rules_at(rules="rules: …")`: compiled with the house around it, and written to rules.yaml."""

    def load(rules: str = RULES, house: str = HOUSE, default: str = DEFAULT) -> Rules:
        (tmp_path / "rules.yaml").write_text(house + rules + default, "utf-8")
        return load_file(tmp_path / "rules.yaml", "rules.yaml", date(2025, 1, 1), date(2027, 12, 31))

    return load


@pytest.fixture
def tried(tmp_path: Path, rules_at: Callable[..., Rules]) -> Callable[..., Tried]:
    """`tried("- {name: …}")`: these tests of these rules, run."""

    def run(tests: str, rules: str = RULES, load: Callable[[], Scorer] = nobody_reads) -> Tried:
        rules_at(rules)
        (tmp_path / "tests").mkdir(exist_ok=True)
        file = tmp_path / "tests" / "a.test.yaml"
        file.write_text(f"rules: ../rules.yaml\ntests:\n{tests}", "utf-8")
        return try_file(file, "tests/a.test.yaml", load)

    return run
