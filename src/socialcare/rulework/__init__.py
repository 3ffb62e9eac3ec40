"""Rules at work: loaded whole; tried against test files, explained, replayed over what is stored, and linted.

Only loading is told here: `trials`, `explaining`, `replaying`, `lint` and `schema` are asked for by name.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socialcare.rulework.loading import Rules, RulesFile, load_file, load_rules, lock_calendars, read_rules
else:

    def __getattr__(name: str) -> Any:
        """Routing and promises come when they are first asked for: a text is scored without them."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module("socialcare.rulework.loading"), name)


__all__ = ["Rules", "RulesFile", "load_file", "load_rules", "lock_calendars", "read_rules"]
