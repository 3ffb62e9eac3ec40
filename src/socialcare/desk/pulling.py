"""Pull every channel: page by page, each saved with its cursor; one channel's failure never stops the others."""

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from socialcare import connector as contract
from socialcare import store
from socialcare.desk.desk import Desk
from socialcare.errors import AlreadyRunning, ConnectorError, SocialcareError, StoreFailed, WrongUse
from socialcare.hints import unknown
from socialcare.http import Client
from socialcare.sentences import Sentence, say
from socialcare.store.pages import Saved
from socialcare.workspace import Channel, connector_settings


@dataclass(frozen=True, kw_only=True)
class Pulled:
    """What came of one channel. `failure` is what ended it early; the pages before it are saved."""

    channel: str
    saved: Saved = field(default_factory=Saved)
    notes: tuple[Sentence, ...] = ()
    rejects: tuple[contract.Reject, ...] = ()
    failure: SocialcareError | None = None


def pull(desk: Desk, names: Sequence[str], since: datetime | None, *, rehearse: bool = False) -> Iterator[Pulled]:
    """One result a channel, as it ends. Raises WrongUse for a name that no channel has, before anything is read."""
    channels = desk.settings.channels
    for name in names:
        if name not in channels:
            raise WrongUse(unknown(say("channel"), name, list(channels)))
    with Client(now=lambda: desk.now) as http:
        for name in names or channels:
            yield _pull_one(desk, channels[name], context_of(desk, name, http), since, rehearse=rehearse)


def context_of(desk: Desk, channel: str, http: contract.Http) -> contract.Context:
    """What a connector of this desk is handed."""
    return contract.Context(
        channel=channel,
        folder=desk.workspace.folder,
        timezone=desk.settings.timezone.key,
        http=http,
        now=desk.now,
    )


def _pull_one(
    desk: Desk, channel: Channel, context: contract.Context, since: datetime | None, *, rehearse: bool
) -> Pulled:
    result = Pulled(channel=channel.name)
    try:
        with store.locks.alone(desk.workspace.database.parent, channel.name):
            settings = connector_settings(desk.settings, channel, desk.environment)
            known = store.pages.channel_state(desk.store, channel.name)
            source = contract.load(channel.connector)(settings, context)
            cursor = known.cursor if known and known.connector == channel.connector else None
            for page in source.pages(cursor or None, since):
                result = _with(result, desk, channel, page, rehearse=rehearse)
    except StoreFailed:
        raise
    except Exception as error:  # noqa: BLE001 - a plug-in's fault must not stop the other channels
        failure = error if isinstance(error, SocialcareError) else _fault(channel, error)
        if not rehearse and not isinstance(failure, AlreadyRunning):
            store.pages.failed(
                desk.store, channel.name, channel.connector, (failure.sentence, *failure.details), desk.now
            )
        return replace(result, failure=failure)
    return result


def _fault(channel: Channel, error: Exception) -> SocialcareError:
    """What the connector's own code did wrong, and where, for who wrote it."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return ConnectorError(
        say(
            "the connector “{connector}” has a fault ({what}); tell who wrote it, with the place below",
            connector=channel.connector,
            what=f"{type(error).__name__}: {error}",
        ),
        say("{file}, line {line}, in {function}", file=frame.filename, line=str(frame.lineno), function=frame.name),
    )


def _with(result: Pulled, desk: Desk, channel: Channel, page: contract.Page, *, rehearse: bool) -> Pulled:
    page = owned(desk, page)
    if rehearse:
        saved = rehearsed(desk, channel.name, page)
    else:
        saved = store.pages.save(desk.store, channel.name, page, desk.now, connector=channel.connector)
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
    return Saved(new=len(refs - known), same=len(refs & known), rejected=len(page.rejects))
