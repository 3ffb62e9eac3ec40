"""Threads that read channels, and the one door through which their pages come to the thread that writes."""

import queue
import threading
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from socialcare.connector import Page

Task = TypeVar("Task", bound=Hashable)

MOST_AT_ONCE = 8
"""Channels read at the same time."""


@dataclass(frozen=True, kw_only=True)
class Brought(Generic[Task]):
    """A page; or, without one, the end of the reading, early where there is an `error`."""

    task: Task
    page: Page | None = None
    error: BaseException | None = None


class Readers(Generic[Task]):
    """At most one thread a task. Each waits after its page until `go_on`: what follows is read once it is safe.

    So a task has one page under way at most, and memory is bounded by MOST_AT_ONCE pages. The threads are daemons: a
    person who interrupts does not wait for the network.
    """

    def __init__(self) -> None:
        self._inbox: queue.Queue[Brought[Task]] = queue.Queue(MOST_AT_ONCE)
        self._running: dict[Task, _Reader[Task]] = {}

    def __len__(self) -> int:
        return len(self._running)

    def start(self, task: Task, pages: Callable[[], Iterator[Page]]) -> None:
        reader = _Reader(task, pages, self._inbox)
        self._running[task] = reader
        reader.start()

    def next(self) -> Brought[Task]:
        """Waits for it. After one without a page, the task has no thread any more."""
        brought = self._inbox.get()
        if brought.page is None:
            del self._running[brought.task]
        return brought

    def go_on(self, task: Task) -> None:
        self._running[task].go_on()

    def stop(self, task: Task) -> None:
        """Nothing more comes of it."""
        self._running.pop(task).stop()

    def stop_all(self) -> None:
        while self._running:
            self._running.popitem()[1].stop()


class _Reader(threading.Thread, Generic[Task]):
    def __init__(self, task: Task, pages: Callable[[], Iterator[Page]], inbox: "queue.Queue[Brought[Task]]") -> None:
        super().__init__(daemon=True)
        self._task, self._pages, self._inbox = task, pages, inbox
        self._turn = threading.Semaphore(0)
        self._stopped = False

    def go_on(self) -> None:
        self._turn.release()

    def stop(self) -> None:
        self._stopped = True
        self._turn.release()

    def run(self) -> None:
        error: BaseException | None = None
        try:
            for page in self._pages():
                self._inbox.put(Brought(task=self._task, page=page))
                self._turn.acquire()
                if self._stopped:
                    return
        except BaseException as fault:  # noqa: BLE001 - a plug-in's fault is told by the thread that writes
            error = fault
        if not self._stopped:
            self._inbox.put(Brought(task=self._task, error=error))
