"""What the lists show, as rows: read from the store, folded at an instant, nothing written."""

from socialcare.reports.breaches import breaches_at
from socialcare.reports.complaints import complaints_at
from socialcare.reports.queue import Queue, queue_at
from socialcare.reports.rows import BreachRow, CaseRow, ComplaintRow, QueueRow, queue_row
from socialcare.reports.unusual import Spike, spikes

__all__ = [
    "BreachRow", "CaseRow", "ComplaintRow", "Queue", "QueueRow", "Spike", "breaches_at", "complaints_at", "queue_at",
    "queue_row", "spikes",
]  # fmt: skip
