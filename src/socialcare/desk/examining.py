"""`socialcare doctor`: each part of the workspace looked at, none trusted."""

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from socialcare import store
from socialcare.connector import installed
from socialcare.desk.desk import Desk
from socialcare.desk.silence import silence_of
from socialcare.errors import FileMistakes, SocialcareError
from socialcare.rulework.own_words import FILE as OWN
from socialcare.rulework.own_words import own_words
from socialcare.rulework.templates import FILE as ANSWERS
from socialcare.rulework.templates import read_templates
from socialcare.scoring.encoder import missing
from socialcare.sentences import Sentence, say, say_many
from socialcare.workspace import Channel, Workspace, connector_settings

SILENT = timedelta(days=2)
"""A channel that was not read for longer is said."""


@dataclass(frozen=True)
class Finding:
    well: bool
    sentence: Sentence


def examine(workspace: Workspace, now: datetime, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Every part, even when one before it is broken."""
    desk = Desk(workspace, now, environment)
    try:
        yield from _settings(desk)
        yield from _encoder(desk)
        yield from _rules(desk)
        yield from _beside_rules(desk)
        yield from _database(desk)
        yield from _channels(desk)
    finally:
        desk.close()


def _settings(desk: Desk) -> Iterator[Finding]:
    try:
        settings = desk.settings
    except SocialcareError as error:
        yield from _told(error)
        return
    yield Finding(well=True, sentence=say("socialcare.yaml: {brand}, {zone}, {channels}", brand=settings.brand, zone=settings.timezone.key,
        channels=say_many("{n} channel", "{n} channels", len(settings.channels))))  # fmt: skip


def _encoder(desk: Desk) -> Iterator[Finding]:
    """Where the settings name one."""
    try:
        named = desk.settings.encoder
    except SocialcareError:
        return
    if named is None:
        return
    trouble = missing()
    yield Finding(well=trouble is None, sentence=trouble or say("encoder {name}: installed", name=named))


def _rules(desk: Desk) -> Iterator[Finding]:
    try:
        people = desk.rules.rulebook.people
    except SocialcareError as error:
        yield from _told(error)
        return
    yield Finding(
        well=True,
        sentence=say(
            "{file}: {people}", file=desk.settings.rules, people=say_many("{n} person", "{n} people", len(people))
        ),
    )


def _beside_rules(desk: Desk) -> Iterator[Finding]:
    """The templates and the words of the brand, where there are any; rules that do not load have no topics to check by."""
    topics: Collection[str] | None = None
    with contextlib.suppress(SocialcareError):
        topics = desk.rules.text.topics
    try:
        if templates := read_templates(desk.workspace, topics):
            told = say_many("{n} template", "{n} templates", len(templates))
            yield Finding(well=True, sentence=say("{file}: {templates}", file=ANSWERS.as_posix(), templates=told))
    except SocialcareError as error:
        yield from _told(error)
    try:
        if own := own_words(desk.workspace):
            words = say_many("{n} word of your own", "{n} words of your own", len(own))
            yield Finding(well=True, sentence=say("{file}: {words}", file=OWN.as_posix(), words=words))
    except SocialcareError as error:
        yield from _told(error)


def _database(desk: Desk) -> Iterator[Finding]:
    path = desk.workspace.database
    if not path.exists():
        yield Finding(well=True, sentence=say("no database yet; the first pull or import makes it"))
        return
    try:
        trouble = store.check(desk.store)
    except SocialcareError as error:
        yield from _told(error)
        return
    if trouble:
        yield Finding(
            well=False,
            sentence=say(
                "{path} is damaged ({why}); restore a backup, or save what is left with sqlite3's .recover",
                path=path,
                why=trouble,
            ),
        )
    else:
        count = store.cases.count(desk.store)
        yield Finding(
            well=True,
            sentence=say(
                "{path}: sound, {mentions}", path=path, mentions=say_many("{n} mention", "{n} mentions", count)
            ),
        )
    if os.name == "posix" and path.stat().st_mode & 0o077:
        yield Finding(
            well=False,
            sentence=say(
                "{path} can be read by others on this machine; mentions are personal data: chmod 600", path=path
            ),
        )
    if not store.is_mended():
        yield Finding(
            well=True,
            sentence=say(
                "SQLite {version}: fine; 3.51.3 and later mend a rare fault of its journal",
                version=store.ENGINE,
            ),
        )


def _channels(desk: Desk) -> Iterator[Finding]:
    try:
        channels = desk.settings.channels
    except SocialcareError:
        return
    for channel in channels.values():
        try:
            connector_settings(desk.settings, channel, desk.environment)
        except SocialcareError as error:
            yield from _told(error)
            continue
        yield _rhythm(desk, channel)
    yield Finding(well=True, sentence=say("connectors installed: {names}", names=", ".join(installed())))


def _rhythm(desk: Desk, configured: Channel) -> Finding:
    channel = configured.name
    state = store.pages.channel_state(desk.store, channel) if desk.workspace.database.exists() else None
    if state is None or (state.succeeded_at is None and not state.failure):
        return Finding(well=True, sentence=say("{channel}: never pulled", channel=channel))
    if state.failure:
        return Finding(
            well=False, sentence=say("{channel}: the last pull failed: {why}", channel=channel, why=state.failure)
        )
    assert state.succeeded_at is not None
    if desk.now - state.succeeded_at > SILENT:
        return Finding(
            well=False,
            sentence=say("{channel}: not read since {at}; run socialcare pull", channel=channel, at=state.succeeded_at),
        )
    if silence := silence_of(desk, configured):
        return Finding(well=False, sentence=say("{channel}: {what}", channel=channel, what=silence.sentence))
    return Finding(well=True, sentence=say("{channel}: read {at}", channel=channel, at=state.succeeded_at))


def _told(error: SocialcareError) -> Iterator[Finding]:
    """Each mistake of a file is a finding of its own."""
    for sentence in error.details if isinstance(error, FileMistakes) else (error.sentence,):
        yield Finding(well=False, sentence=sentence)
