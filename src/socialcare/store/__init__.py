"""The desk's memory: the only room that knows SQL.

`opening` opens a store and frames a unit of work; `pages` saves what connectors bring; `triage` what is decided about a
mention; `cases` reads cases whole; `log` appends what people do.
"""

from socialcare.store import cases, locks, log, pages, triage
from socialcare.store.opening import ENGINE, Store, check, in_memory, is_mended, open_store

__all__ = [
    "ENGINE",
    "Store",
    "cases",
    "check",
    "in_memory",
    "is_mended",
    "locks",
    "log",
    "open_store",
    "pages",
    "triage",
]
