"""A folder with `socialcare.yaml`: one brand, its channels, its team, its rules and its data."""

from socialcare.workspace.finding import DATABASE, FILE, LOCK, Workspace, find, shipped
from socialcare.workspace.making import make
from socialcare.workspace.settings import Channel, Settings, connector_settings, folded, load, variable

__all__ = [
    "DATABASE",
    "FILE",
    "LOCK",
    "Channel",
    "Settings",
    "Workspace",
    "connector_settings",
    "find",
    "folded",
    "load",
    "make",
    "shipped",
    "variable",
]
