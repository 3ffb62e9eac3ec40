"""Where what takes long to read may be kept between two runs; scoring itself touches no disk."""

from typing import Protocol


class Memory(Protocol):
    """What is kept is data, never code; whoever recalls it makes it again where nothing comes back."""

    def recall(self, name: str, of: str) -> memoryview | None:
        """What was kept under `name` as made of `of`, whole; None where there is nothing, or of something else."""
        ...

    def keep(self, name: str, of: str, content: bytes) -> None:
        """In place of what was kept under `name`. Raises nothing: it only costs the time again."""
        ...


class NoMemory:
    def recall(self, name: str, of: str) -> None:
        del name, of

    def keep(self, name: str, of: str, content: bytes) -> None:
        del name, of, content
