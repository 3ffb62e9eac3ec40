"""A folder with `socialcare.yaml`: one brand, its channels, its team, its rules and its data."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from socialcare.workspace.finding import DATABASE, FILE, LOCK, Workspace, find, shipped

if TYPE_CHECKING:
    from socialcare.workspace.describing import Setting, example, settings_of
    from socialcare.workspace.making import make
    from socialcare.workspace.settings import Channel, Settings, connector_settings, folded, load, variable
    from socialcare.workspace.vault import Vault, vault_of
else:

    def __getattr__(name: str) -> Any:
        """What needs pydantic and YAML comes when it is first asked for: `score` needs only to know where things are."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
        globals()[name] = found
        return found


_LATER = {
    "Channel": "settings",
    "Setting": "describing",
    "Settings": "settings",
    "Vault": "vault",
    "connector_settings": "settings",
    "example": "describing",
    "folded": "settings",
    "load": "settings",
    "make": "making",
    "settings_of": "describing",
    "variable": "settings",
    "vault_of": "vault",
}

__all__ = [
    "DATABASE",
    "FILE",
    "LOCK",
    "Channel",
    "Setting",
    "Settings",
    "Vault",
    "Workspace",
    "connector_settings",
    "example",
    "find",
    "folded",
    "load",
    "make",
    "settings_of",
    "shipped",
    "variable",
    "vault_of",
]
