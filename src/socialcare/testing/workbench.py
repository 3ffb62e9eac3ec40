"""Where a connector is tried: the real store in a temporary file, and the real client, without its waits."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from socialcare import store
from socialcare.connector import Connector, Context, Cursor, Page
from socialcare.facts import Mention
from socialcare.http import Client
from socialcare.store.pages import Saved
from socialcare.testing.server import Fault

NOW = datetime(2026, 3, 2, 8, 55, tzinfo=UTC)
CHANNEL = "essai"
PATIENCE_SECONDS = 0.2
"""With a server that does not answer; nothing comes, however long one waits."""


class MemoryVault:
    """What a channel keeps between runs, for as long as the test."""

    def __init__(self) -> None:
        self._content: Mapping[str, Any] = {}

    def read(self) -> Mapping[str, Any]:
        return self._content

    def write(self, content: Mapping[str, Any]) -> None:
        self._content = dict(content)


class Workbench:
    """`make` is how the suite makes its connector: anew for each run, as a program started again does."""

    def __init__(self, make: Callable[[Context], Connector], client: Client, folder: Path) -> None:
        self._make = make
        self._client = client
        self.context = Context(
            channel=CHANNEL, folder=folder, timezone="Europe/Paris", http=client, vault=MemoryVault(), now=NOW
        )
        self.database = folder / "store" / "essai.db"
        self.database.parent.mkdir()
        self._stores = 0
        self._fresh()

    def _fresh(self) -> None:
        self.database.write_bytes(_empty_database())
        self._store = store.open_store(self.database)

    def close(self) -> None:
        self._store.close()

    def restart(self) -> None:
        """As after the death of the process: all that was not committed is gone."""
        self.back_to(self.database)

    def forget(self) -> None:
        """A new, empty store; the network stays as it is."""
        self._store.close()
        self._stores += 1
        self.database = self.database.with_name(f"essai-{self._stores}.db")
        self._fresh()

    def back_to(self, database: Path) -> None:
        self._store.close()
        self.database = database
        self._store = store.open_store(database)

    @contextmanager
    def impatient(self, fault: Fault) -> Iterator[None]:
        """The client soon gives up a server that is silent; any other has time to answer, on a busy machine too."""
        patient = self._client.deadline_seconds
        if fault is Fault.SILENT:
            self._client.deadline_seconds = PATIENCE_SECONDS
        try:
            yield
        finally:
            self._client.deadline_seconds = patient

    def connector(self) -> Connector:
        return self._make(self.context)

    @property
    def cursor(self) -> Cursor | None:
        state = store.pages.channel_state(self._store, CHANNEL)
        return (state.cursor or None) if state else None

    def pages(self) -> Iterator[Page]:
        """One run from the saved cursor; each page is saved before the next is asked for."""
        for page in self.connector().pages(self.cursor, None):
            self.save(page)
            yield page

    def pull(self, most: int | None = None) -> list[Page]:
        pages = self.pages()
        return list(pages) if most is None else [page for _, page in zip(range(most), pages, strict=False)]

    def save(self, page: Page) -> Saved:
        return store.pages.save(self._store, CHANNEL, page, NOW, connector="essai")

    def pull_again(self) -> Saved:
        """From the beginning, into what is stored already: what that changes."""
        saved = Saved()
        for page in self.connector().pages(None, None):
            saved += store.pages.save(self._store, CHANNEL, page, NOW)
        return saved

    def crash_in_page(self, number: int) -> bool:
        """Save the pages before `number` (from 1), and die inside the transaction of that one; False where none is."""
        for page_number, page in enumerate(self.connector().pages(self.cursor, None), start=1):
            if page_number < number:
                self.save(page)
                continue
            try:
                self.save(replace(page, cursor={"torn": object()}))
            except TypeError:
                self.restart()
                return True
            raise AssertionError("the store has taken a cursor that is not JSON")
        return False

    def missing(self, wanted: Iterable[str]) -> set[str]:
        """Which of these refs the store does not hold."""
        refs = set(wanted)
        return refs - store.pages.known_refs(self._store, CHANNEL, sorted(refs))

    def written(self) -> bytes:
        """All bytes of the database and its journal."""
        files = self.database.parent.glob(f"{self.database.name}*")
        return b"".join(file.read_bytes() for file in files if file.is_file())


@contextmanager
def workbench(make: Callable[[Context], Connector], folder: Path) -> Iterator[Workbench]:
    with Client(now=lambda: NOW, sleep=_no_wait) as client:
        bench = Workbench(make, client, folder)
        yield bench
        bench.close()


@cache
def _empty_database() -> bytes:
    """Migrated once: for each check anew, that would take as long as the check."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        store.open_store(path, create=True).close()
        return path.read_bytes()


def mentions(pages: Iterable[Page]) -> list[Mention]:
    return [mention for page in pages for mention in page.mentions]


def refs(pages: Iterable[Page]) -> set[str]:
    return {mention.ref for mention in mentions(pages)}


def _no_wait(seconds: float) -> None:
    """What a server asks to wait up to 30 s is not waited here."""
