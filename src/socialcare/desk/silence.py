"""Whether a channel that should speak is silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from socialcare import store
from socialcare.desk.desk import Desk
from socialcare.sentences import Sentence, say, say_many
from socialcare.workspace import Channel


@dataclass(frozen=True, kw_only=True)
class Silence:
    """Nothing was posted since `since`, or ever where it is None, though something is expected `every` so often."""

    since: datetime | None
    every: timedelta

    @property
    def sentence(self) -> Sentence:
        if self.since is None:
            return say("nothing came yet, and something is expected every {length}", length=length(self.every))
        return say(
            "nothing new since {at}, and something is expected every {length}", at=self.since, length=length(self.every)
        )


def silence_of(desk: Desk, channel: Channel) -> Silence | None:
    """None where the channel spoke within its rhythm, has none, or was never read to its end."""
    every = channel.expect_every
    state = store.pages.channel_state(desk.store, channel.name) if desk.workspace.database.exists() else None
    if every is None or state is None or state.succeeded_at is None:
        return None
    if state.spoke_at is not None and desk.now - state.spoke_at <= every:
        return None
    return Silence(since=state.spoke_at, every=every)


def length(time: timedelta) -> Sentence:
    """In the largest unit that counts it whole, down to minutes."""
    minutes = int(time.total_seconds()) // 60
    if minutes % (24 * 60) == 0:
        return say_many("{n} day", "{n} days", minutes // (24 * 60))
    if minutes % 60 == 0:
        return say_many("{n} hour", "{n} hours", minutes // 60)
    return say_many("{n} minute", "{n} minutes", minutes)
