"""A folder with `socialcare.yaml`: one brand, its channels, its team, its rules and its data."""

from socialcare.workspace.describing import Setting, example, settings_of
from socialcare.workspace.finding import DATABASE, FILE, LOCK, Workspace, find, shipped
from socialcare.workspace.making import make
from socialcare.workspace.settings import Channel, Settings, connector_settings, folded, load, variable
from socialcare.workspace.vault import Vault, vault_of

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
