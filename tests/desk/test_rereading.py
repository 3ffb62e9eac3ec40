"""What is known of open cases is read again, and loses nothing."""

from collections.abc import Callable

import pytest

from socialcare import store
from socialcare.desk import Desk, actions, grouping, pull, triage, undoing
from socialcare.store.pages import Saved

At = Callable[[str], Desk]
PlugIn = Callable[[str, str], None]

AGAIN = """
SEEN = []

class Plug(Forum):
    capabilities = frozenset({Capability.PULL, Capability.REREAD})

    def pages(self, cursor, since):
        if cursor is None:
            yield self.page(self.mention("1", "colis perdu"), self.mention("2"), self.mention("3"))

    def reread(self, mentions):
        SEEN.append([mention.ref for mention in mentions])
        yield self.page(self.mention("1", "colis trouvé"), gone=("2",), cursor={"never": "kept"})
        yield self.page(self.mention("4", "bonjour", own=True, in_reply_to="1"))
        if self.order:
            raise Unavailable(say("{host} answered {status}: it is out of order for now", host="x", status=503))
"""


@pytest.mark.parametrize("failing", [0, 1])
def test_open_cases_are_read_again_and_a_failure_there_loses_nothing(
    plug_in: PlugIn, channels: Callable[[str], None], desk_at: At, failing: int
) -> None:
    plug_in("again", AGAIN)
    channels(f"  encore: {{connector: again, order: {failing}}}\n")
    desk = desk_at("2026-11-18 10:00")
    (first,) = pull(desk, [], None)
    assert (first.saved, first.failure) == (Saved(new=3), None)
    triage(desk)
    later = desk_at("2026-11-18 11:00")
    (second,) = pull(later, [], None)
    assert (second.saved, second.failure) == (Saved(new=1, changed=1, vanished=1), None)
    assert (second.reread_failure is not None) == bool(failing)
    state = store.pages.channel_state(desk.store, "encore")
    assert state is not None
    assert (state.cursor, state.failure, state.succeeded_at) == ({"after": 1}, (), later.now)


@pytest.mark.parametrize(("line", "at", "rehearse"), [
    ("reread_days: 0", "2026-11-18 11:00", False), ("reread_days: 7", "2026-11-26 11:00", False),
    ("reread_days: 7", "2026-11-18 11:00", True),
])  # fmt: skip
def test_what_is_old_unwanted_or_rehearsed_is_not_read_again(
    plug_in: PlugIn, channels: Callable[[str], None], desk_at: At, line: str, at: str, rehearse: bool
) -> None:
    plug_in("again", AGAIN)
    channels(f"  encore: {{connector: again, {line}}}\n")
    desk = desk_at("2026-11-18 10:00")
    list(pull(desk, [], None))
    triage(desk)
    (second,) = pull(desk_at(at), [], None, rehearse=rehearse)
    assert second.saved == Saved()


def test_an_edited_message_is_scored_anew_and_its_promise_stands(
    plug_in: PlugIn, channels: Callable[[str], None], desk_at: At
) -> None:
    plug_in("again", AGAIN)
    channels("  encore: {connector: again}\n")
    desk = desk_at("2026-11-18 10:00")
    list(pull(desk, [], None))
    triage(desk)
    (before,) = desk.store.rows("SELECT due_at, promised_at FROM promises WHERE mention_id = 1")
    later = desk_at("2026-11-18 11:00")
    list(pull(later, [], None))
    assert triage(later).mentions == 1
    (after,) = desk.store.rows("SELECT due_at, promised_at FROM promises WHERE mention_id = 1")
    assert tuple(before) == tuple(after)


EDITED = """
class Plug(Forum):
    capabilities = frozenset({Capability.PULL, Capability.REREAD})

    def pages(self, cursor, since):
        if cursor is None:
            yield self.page(self.mention("1"), self.mention("2"), self.mention("3"))

    def reread(self, mentions):
        yield self.page(*(self.mention(each.ref, f"lu à {self.context.now}") for each in mentions))
"""


def test_what_is_followed_in_an_open_case_is_read_again_with_it(
    plug_in: PlugIn, channels: Callable[[str], None], desk_at: At
) -> None:
    plug_in("edited", EDITED)
    channels("  encore: {connector: edited}\n")

    def read_again(at: str) -> int:
        desk = desk_at(at)
        (pulled,) = pull(desk, [], None)
        triage(desk)
        return pulled.saved.changed

    desk = desk_at("2026-11-18 10:00")
    list(pull(desk, [], None))
    triage(desk)
    claire = desk.rules.rulebook.people["claire"]
    grouping.merge(desk, claire, 2, [3])
    grouping.merge(desk, claire, 1, [2])
    assert read_again("2026-11-18 11:00") == 3
    desk = desk_at("2026-11-18 11:10")
    undoing.undo(desk, claire, 1)
    actions.close(desk, claire, 2, "réglé")
    assert read_again("2026-11-18 12:00") == 1
    actions.reply(desk_at("2026-11-18 12:10"), claire, 1, "Bonjour.")
    assert read_again("2026-11-18 13:00") == 0
