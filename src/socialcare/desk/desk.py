"""What every act of the day stands on: one workspace at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from socialcare.rulework import Rules, load_rules
from socialcare.store import Store, open_store
from socialcare.workspace import Settings, Workspace, load


@dataclass(frozen=True)
class Desk:
    """`now` is aware UTC. Settings, rules and the store are opened when first needed, each raising its own errors."""

    workspace: Workspace
    now: datetime
    environment: Mapping[str, str]

    @cached_property
    def settings(self) -> Settings:
        return load(self.workspace)

    @cached_property
    def rules(self) -> Rules:
        return load_rules(self.workspace, self.settings)

    @cached_property
    def store(self) -> Store:
        """Made at the first use."""
        return open_store(self.workspace.database, create=True)

    def close(self) -> None:
        """The store, where it was opened."""
        if "store" in self.__dict__:
            self.store.close()
