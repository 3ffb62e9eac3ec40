"""`socialcare.yaml`, typed: what is the brand, where it listens, who is who."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from socialcare import connector as contract
from socialcare.documents import BadValue, Document, parse, read
from socialcare.errors import AuthError, FileMistakes
from socialcare.sentences import say
from socialcare.workspace.finding import FILE, Workspace


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadValue(say("unknown time zone “{name}”; such as Europe/Paris or Indian/Reunion", name=name)) from error
    return name


class _Team(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    logins: dict[str, str] = Field(default_factory=dict)


_LENGTH = re.compile(r"([1-9]\d{0,3})\s*(min|h|d|j|w|sem)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "j": "days", "w": "weeks", "sem": "weeks"}


def _length(text: object) -> timedelta:
    found = _LENGTH.fullmatch(str(text).strip().lower())
    if not found:
        raise BadValue(say("“{text}” is no length of time; such as 12h, 2d, 1w", text=text))
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


class _Channel(BaseModel):
    """What every channel may say, whatever its connector; the rest is its connector's."""

    model_config = ConfigDict(extra="allow", frozen=True)

    connector: str
    handles: tuple[str, ...] = ()
    private_network: bool = False
    reread_days: int = Field(default=7, ge=0, le=366)
    expect_every: Annotated[timedelta, BeforeValidator(_length)] | None = None


class Notify(BaseModel):
    """How people are told. `details`: what customers wrote, and who, too. `urgent`: urgent cases outside opening hours too.

    Where each person is told is a secret, and stands in the environment.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    details: bool = False
    urgent: bool = False


class _Scoring(BaseModel):
    """`encoder` reads a second time what the model is unsure of; its extra has to be installed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoder: Literal["e5"] | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    brand: str
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Paris"
    handles: tuple[str, ...] = ()
    rules: str = "rules/sophie-paris.yaml"
    team: _Team = _Team()
    notify: Notify = Notify()
    scoring: _Scoring = _Scoring()
    channels: dict[str, _Channel] = Field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One account or feed of the brand; `block` is what its connector is to be told, not yet checked.

    `private_network` lets it be read from addresses inside a network. Messages of open cases are read again for
    `reread_days`; 0 is never. Longer than `expect_every` without a new message is said.
    """

    name: str
    connector: str
    handles: frozenset[str]
    block: Mapping[str, Any]
    private_network: bool = False
    reread_days: int = 7
    expect_every: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`handles` are the brand's own, folded: without @, lower case. `logins` maps a system user to a person's key.

    `encoder` names the one that reads a second time what the model is unsure of, or is None.
    """

    brand: str
    timezone: ZoneInfo
    handles: frozenset[str]
    rules: str
    logins: Mapping[str, str]
    notify: Notify
    encoder: str | None
    channels: Mapping[str, Channel]
    document: Document

    def is_own(self, channel: str, handle: str) -> bool:
        known = self.channels[channel].handles if channel in self.channels else frozenset[str]()
        return folded(handle) in self.handles | known

    @property
    def every_handle(self) -> list[str]:
        return sorted(self.handles.union(*(channel.handles for channel in self.channels.values())))


def folded(handle: str) -> str:
    return handle.strip().lstrip("@").casefold()


def load(workspace: Workspace) -> Settings:
    """Raises FileMistakes with every mistake of the file; what a connector is told is checked by `connector_settings`."""
    document = read(workspace.read(FILE), FILE)
    file = parse(document, _File)
    return Settings(
        brand=file.brand,
        timezone=ZoneInfo(file.timezone),
        handles=frozenset(folded(handle) for handle in file.handles),
        rules=file.rules,
        logins=file.team.logins,
        notify=file.notify,
        encoder=file.scoring.encoder,
        channels={name: _channel(name, block) for name, block in file.channels.items()},
        document=document,
    )


def _channel(name: str, block: _Channel) -> Channel:
    return Channel(
        name=name,
        connector=block.connector,
        handles=frozenset(folded(handle) for handle in block.handles),
        block=block.model_extra or {},
        private_network=block.private_network,
        reread_days=block.reread_days,
        expect_every=block.expect_every,
    )


def connector_settings(settings: Settings, channel: Channel, environment: Mapping[str, str]) -> contract.Settings:
    """The block of a channel as its connector's own model. Secrets come from `environment`, never from the file.

    Raises FileMistakes with the places, WrongUse for a connector that is not installed.
    """
    model = contract.load(channel.connector).settings
    place = ("channels", channel.name)
    secrets = [name for name, field in model.model_fields.items() if is_secret(field.annotation)]
    leaked = [
        settings.document.mistake(
            (*place, name),
            say(
                "a secret has no place in a file; take it out and set {variable}", variable=variable(channel.name, name)
            ),
        )
        for name in secrets
        if name in channel.block
    ]
    if leaked:
        raise FileMistakes(leaked)
    found = {name: environment.get(variable(channel.name, name)) for name in secrets}
    missing = [
        variable(channel.name, name) for name in secrets if not found[name] and model.model_fields[name].is_required()
    ]
    if missing:
        raise AuthError(say("set {variables} for channel {channel}", variables=missing, channel=channel.name))
    hidden = {name: SecretStr(value) for name, value in found.items() if value}  # a mistake tells its value
    return parse(settings.document, model, place, {**channel.block, **hidden})


def variable(channel: str, field: str) -> str:
    """The environment variable of a secret: `mastodon-fr` and `token` make SOCIALCARE_MASTODON_FR_TOKEN."""
    return "_".join(["SOCIALCARE", *re.findall(r"[A-Z0-9]+", f"{channel} {field}".upper())])


def is_secret(annotation: Any) -> bool:
    """Of a field of a connector's settings."""
    return annotation is SecretStr or SecretStr in getattr(annotation, "__args__", ())
