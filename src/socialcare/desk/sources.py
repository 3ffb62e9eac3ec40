"""A channel's connector, made ready to be asked."""

import traceback
from collections.abc import Sequence
from contextlib import ExitStack

from socialcare import connector as contract
from socialcare.desk.desk import Desk
from socialcare.errors import ConnectorError, SocialcareError, WrongUse
from socialcare.hints import unknown
from socialcare.http import Client, Reach
from socialcare.sentences import say
from socialcare.workspace import Channel, connector_settings, vault_of


def named(desk: Desk, names: Sequence[str]) -> list[Channel]:
    """The channels of these names, once each, or all. Raises WrongUse for a name that no channel has."""
    channels = desk.settings.channels
    for name in names:
        if name not in channels:
            raise WrongUse(unknown(say("channel"), name, list(channels)))
    return [channels[name] for name in dict.fromkeys(names or channels)]


def source_of(desk: Desk, channel: Channel, held: ExitStack) -> contract.Connector:
    """Its connections end with `held`. Raises what is wrong with its settings, and whatever its constructor raises."""
    settings = connector_settings(desk.settings, channel, desk.environment)
    reach = Reach.of(channel.block, everywhere=channel.private_network)
    http = held.enter_context(Client(now=lambda: desk.now, reach=reach))
    return contract.load(channel.connector)(settings, context_of(desk, channel.name, http))


def context_of(desk: Desk, channel: str, http: contract.Http) -> contract.Context:
    """What a connector of this desk is handed."""
    return contract.Context(
        channel=channel,
        folder=desk.workspace.folder,
        timezone=desk.settings.timezone.key,
        http=http,
        vault=vault_of(desk.workspace, channel),
        now=desk.now,
    )


def failure_of(channel: Channel, error: BaseException) -> SocialcareError:
    """The error itself where it is ours; else what the connector's own code did wrong, and where, for who wrote it."""
    if isinstance(error, SocialcareError):
        return error
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return ConnectorError(
        say(
            "the connector “{connector}” has a fault ({what}); tell who wrote it, with the place below",
            connector=channel.connector,
            what=f"{type(error).__name__}: {error}",
        ),
        say("{file}, line {line}, in {function}", file=frame.filename, line=str(frame.lineno), function=frame.name),
    )
