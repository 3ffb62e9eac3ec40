"""The desk's memory: the only room that knows SQL.

`opening` opens a store and frames a unit of work; `pages` saves what connectors bring; `triage` what is decided about a
mention; `cases` reads cases whole, `joined` those taken into another; `log` appends what people do; `corrections` what they say of a score, `rescoring` replaces it;
`people` who wrote and who is whom, `regulars` what those who write often wrote, `naming` whom a word means; `notices` what our own people were told; `outbox` answers on their way out.
"""

from socialcare.store import (
    cases,
    corrections,
    locks,
    log,
    naming,
    notices,
    outbox,
    pages,
    people,
    regulars,
    rescoring,
    triage,
)
from socialcare.store.opening import ENGINE, Store, check, in_memory, is_mended, open_store

__all__ = [
    "ENGINE",
    "Store",
    "cases",
    "check",
    "corrections",
    "in_memory",
    "is_mended",
    "locks",
    "log",
    "naming",
    "notices",
    "open_store",
    "outbox",
    "pages",
    "people",
    "regulars",
    "rescoring",
    "triage",
]
