"""The day's work: pull, import, triage, and what people do to cases. Read, decide, write."""

from socialcare.desk import actions, correcting, deeds, grouping, holding, publishing, undoing, waiting
from socialcare.desk.checking import Checked, check
from socialcare.desk.desk import Desk
from socialcare.desk.examining import Finding, examine
from socialcare.desk.importing import import_file
from socialcare.desk.pulling import Pulled, pull
from socialcare.desk.starting import make_demo, make_workspace
from socialcare.desk.triage import Triaged, triage
from socialcare.rulework import lock_calendars, read_rules

__all__ = [
    "Checked", "Desk", "Finding", "Pulled", "Triaged", "actions", "check", "correcting", "deeds", "examine", "grouping", "holding", "import_file", "lock_calendars", "make_demo",
    "make_workspace", "publishing", "pull", "read_rules", "triage", "undoing", "waiting",
]  # fmt: skip
