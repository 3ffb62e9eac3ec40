"""Ask each channel who we are there, and what works no longer; what it cannot say is known from the last pull."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from socialcare import connector as contract
from socialcare import store
from socialcare.desk.desk import Desk
from socialcare.desk.silence import Silence, silence_of
from socialcare.desk.sources import failure_of, named, source_of
from socialcare.errors import SocialcareError
from socialcare.sentences import Sentence, say
from socialcare.store.pages import ChannelState
from socialcare.workspace import Channel, folded


@dataclass(frozen=True, kw_only=True)
class Checked:
    """`identity` is None where the connector cannot say, or `failure` tells why; `last` is what the last pull left.

    `silent_for` counts from the newest mention of the channel. `unknown_handles` are the brand's own, by the network, and
    not in the settings: what they publish is taken for a customer's where the connector does not mark it.
    """

    channel: Channel
    identity: contract.Identity | None = None
    failure: SocialcareError | None = None
    last: ChannelState | None = None
    silent_for: timedelta | None = None
    silence: Silence | None = None
    unknown_handles: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        lacks = self.identity is not None and bool(self.identity.missing)
        return not (self.failure or lacks or self.silence or (self.last and self.last.failure))

    @property
    def doubts(self) -> list[Sentence]:
        """What is wrong beside the failure, or would be better otherwise."""
        found = list(self.identity.missing) if self.identity else []
        if self.last and self.last.failure and self.failure is None:
            found.append(say("the last pull failed: {why}", why=self.last.failure))
        if self.silence:
            found.append(self.silence.sentence)
        if self.unknown_handles:
            found.append(say("add to handles in socialcare.yaml: {handles}", handles=self.unknown_handles))
        return found


def check(desk: Desk, names: Sequence[str]) -> Iterator[Checked]:
    """Each channel of `names`, or all, as it answers. Raises WrongUse for a name that no channel has."""
    for channel in named(desk, names):
        yield _check(desk, channel)


def _check(desk: Desk, channel: Channel) -> Checked:
    last = store.pages.channel_state(desk.store, channel.name) if desk.workspace.database.exists() else None
    identity, failure = None, None
    try:
        with ExitStack() as held:
            source = source_of(desk, channel, held)
            if contract.Capability.CHECK in source.capabilities:
                identity = cast("contract.Checks", source).check()
    except Exception as error:  # noqa: BLE001 - a plug-in's fault must not stop the other channels
        failure = failure_of(channel, error)
    own = desk.settings.handles | channel.handles
    return Checked(
        channel=channel,
        identity=identity,
        failure=failure,
        last=last,
        silent_for=desk.now - last.spoke_at if last and last.spoke_at else None,
        silence=silence_of(desk, channel),
        unknown_handles=tuple(h for h in (identity.handles if identity else ()) if folded(h) not in own),
    )
