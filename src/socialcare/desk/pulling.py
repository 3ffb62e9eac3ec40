"""Pull every channel: all at once, each page saved with its cursor; one channel's failure never stops the others."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

from socialcare import connector as contract
from socialcare import store
from socialcare.desk.desk import Desk
from socialcare.desk.reading import MOST_AT_ONCE, Readers
from socialcare.desk.silence import Silence, silence_of
from socialcare.desk.sources import failure_of, named, source_of
from socialcare.errors import AlreadyRunning, SocialcareError, StoreFailed
from socialcare.sentences import Sentence
from socialcare.store.pages import Saved
from socialcare.workspace import Channel


@dataclass(frozen=True, kw_only=True)
class Pulled:
    """What came of one channel. `failure` is what ended it early; the pages before it are saved.

    `reread_failure` ended the second look at open cases; all that is new is saved. `silence` is told where the channel
    was to speak and did not.
    """

    channel: str
    saved: Saved = field(default_factory=Saved)
    notes: tuple[Sentence, ...] = ()
    rejects: tuple[contract.Reject, ...] = ()
    failure: SocialcareError | None = None
    reread_failure: SocialcareError | None = None
    silence: Silence | None = None


@dataclass(kw_only=True, eq=False)
class _Task:
    """A channel under way; `held` are its lock and its connections."""

    channel: Channel
    source: contract.Connector
    result: Pulled
    held: ExitStack
    rereading: bool = False


def pull(desk: Desk, names: Sequence[str], since: datetime | None, *, rehearse: bool = False) -> Iterator[Pulled]:
    """One result a channel, in the order of `names` or of the settings, each as soon as it can be told.

    Raises WrongUse for a name that no channel has, before anything is read.
    """
    channels = named(desk, names)
    pulling = _Pulling(desk, since, rehearse=rehearse)
    try:
        yield from pulling.results(channels)
    finally:
        pulling.stop()


class _Pulling:
    """Threads read, this one writes: it alone touches the store."""

    def __init__(self, desk: Desk, since: datetime | None, *, rehearse: bool) -> None:
        self._desk, self._since, self._rehearse = desk, since, rehearse
        self._readers = Readers[_Task]()
        self._open: list[_Task] = []
        self._done: dict[str, Pulled] = {}

    def results(self, channels: Sequence[Channel]) -> Iterator[Pulled]:
        waiting = deque(channels)
        for channel in channels:
            while channel.name not in self._done:
                while waiting and len(self._readers) < MOST_AT_ONCE:
                    self._begin(waiting.popleft())
                if channel.name not in self._done:
                    self._take()
            yield self._done.pop(channel.name)

    def stop(self) -> None:
        self._readers.stop_all()
        while self._open:
            self._open.pop().held.close()

    def _begin(self, channel: Channel) -> None:
        desk, held = self._desk, ExitStack()
        try:
            held.enter_context(store.locks.alone(desk.workspace.database.parent, channel.name))
            source = source_of(desk, channel, held)
            known = store.pages.channel_state(desk.store, channel.name)
        except StoreFailed:
            held.close()
            raise
        except Exception as error:  # noqa: BLE001 - a plug-in's fault must not stop the other channels
            held.close()
            self._failed(Pulled(channel=channel.name), channel, error)
            return
        cursor = known.cursor if known and known.connector == channel.connector else None
        task = _Task(channel=channel, source=source, result=Pulled(channel=channel.name), held=held)
        self._open.append(task)
        self._readers.start(task, lambda: source.pages(cursor or None, self._since))

    def _take(self) -> None:
        brought = self._readers.next()
        task = brought.task
        if brought.page is None:
            self._ended(task, brought.error)
            return
        try:
            task.result = self._saved(task, brought.page)
        except StoreFailed:
            raise
        except Exception as error:  # noqa: BLE001 - a page that cannot be stored is its connector's fault
            self._readers.stop(task)
            self._ended(task, error)
        else:
            self._readers.go_on(task)

    def _ended(self, task: _Task, error: BaseException | None) -> None:
        if error is None and not task.rereading:
            if self._again(task):
                return
        elif error is not None and task.rereading:
            task.result = replace(task.result, reread_failure=failure_of(task.channel, error))
        self._open.remove(task)
        task.held.close()
        if error is not None and not task.rereading:
            self._failed(task.result, task.channel, error)
            return
        self._done[task.channel.name] = replace(task.result, silence=silence_of(self._desk, task.channel))

    def _again(self, task: _Task) -> bool:
        """All that is new is safe; whether messages of open cases are being read again."""
        desk, channel = self._desk, task.channel
        if self._rehearse:
            return False
        store.pages.succeeded(desk.store, channel.name, channel.connector, desk.now)
        if contract.Capability.REREAD not in task.source.capabilities or not channel.reread_days:
            return False
        since = desk.now - timedelta(days=channel.reread_days)
        mentions = sorted(
            (
                *store.pages.of_open_cases(desk.store, channel.name, since),
                *store.joined.followed_elsewhere(desk.store, channel.name, since),
            ),
            key=lambda mention: mention.posted_at,
        )
        if not mentions:
            return False
        task.rereading = True
        self._readers.start(task, lambda: cast("contract.Rereads", task.source).reread(mentions))
        return True

    def _saved(self, task: _Task, page: contract.Page) -> Pulled:
        desk, channel, result = self._desk, task.channel, task.result
        page = owned(desk, replace(page, cursor=None) if task.rereading else page)
        if self._rehearse:
            saved = rehearsed(desk, channel.name, page)
        else:
            saved = store.pages.save(desk.store, channel.name, page, desk.now, connector=channel.connector)
        return with_page(result, page, saved)

    def _failed(self, result: Pulled, channel: Channel, error: BaseException) -> None:
        failure = failure_of(channel, error)
        if not self._rehearse and not isinstance(failure, AlreadyRunning):
            told = (failure.sentence, *failure.details)
            store.pages.failed(self._desk.store, channel.name, channel.connector, told, self._desk.now)
        self._done[channel.name] = replace(result, failure=failure)


def with_page(result: Pulled, page: contract.Page, saved: Saved) -> Pulled:
    return replace(
        result,
        saved=result.saved + saved,
        notes=(*result.notes, *page.notes),
        rejects=(*result.rejects, *page.rejects),
    )


def owned(desk: Desk, page: contract.Page) -> contract.Page:
    """The page with the brand's own messages marked, by the handles of the settings."""
    return replace(
        page,
        mentions=tuple(
            m if m.own else replace(m, own=True) if desk.settings.is_own(m.channel, m.author.handle) else m
            for m in page.mentions
        ),
    )


def rehearsed(desk: Desk, channel: str, page: contract.Page) -> Saved:
    """What saving the page would do, as far as it can be known without writing."""
    refs = {m.ref for m in page.mentions}
    known = store.pages.known_refs(desk.store, channel, list(refs))
    gone = store.pages.known_refs(desk.store, channel, list(set(page.gone) - refs))
    return Saved(new=len(refs - known), same=len(refs & known), vanished=len(gone), rejected=len(page.rejects))
