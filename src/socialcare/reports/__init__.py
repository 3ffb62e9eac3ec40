"""What the lists show, as rows: read from the store, folded at an instant, nothing written."""

from socialcare.reports.breaches import breaches_at
from socialcare.reports.complaints import complaints_at
from socialcare.reports.queue import Queue, queue_at
from socialcare.reports.rows import BreachRow, CaseRow, ComplaintRow, QueueRow, queue_row
from socialcare.reports.unusual import Spike, spikes
from socialcare.reports.warnings import WarningRow, warnings_at

__all__ = [
    "BreachRow", "CaseRow", "ComplaintRow", "Queue", "QueueRow", "Spike", "WarningRow", "breaches_at",
    "complaints_at", "queue_at", "queue_row", "spikes", "warnings_at",
]  # fmt: skip
