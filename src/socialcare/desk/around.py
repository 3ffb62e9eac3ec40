"""The conversation around a message, as its network shows it at this moment: looked at, and never stored."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import cast

from socialcare import connector as contract
from socialcare.desk.desk import Desk
from socialcare.desk.pulling import owned
from socialcare.desk.sources import failure_of, source_of
from socialcare.facts import Mention


def around(desk: Desk, mention: Mention) -> Sequence[Mention] | None:
    """Oldest first, with the message itself; empty where the network no longer shows it, None where its channel cannot.

    Raises what is wrong with the channel's settings, and what its connector raises; a plug-in's fault as ConnectorError.
    """
    channel = desk.settings.channels.get(mention.channel)
    if channel is None:
        return None
    try:
        with ExitStack() as held:
            source = source_of(desk, channel, held)
            if contract.Capability.THREAD not in source.capabilities:
                return None
            found = tuple(cast("contract.Threads", source).thread(mention))
    except Exception as error:
        failure = failure_of(channel, error)
        if failure is error:
            raise
        raise failure from error
    return owned(desk, contract.Page(mentions=found, cursor=None)).mentions
