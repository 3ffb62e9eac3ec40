"""What people changed or took back stays explicable: edits, earlier wordings, and what has vanished."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from socialcare.connector import Page
from socialcare.facts import Media, Mention, Message
from socialcare.sentences import say
from socialcare.store import Store, cases, pages, triage
from socialcare.store.pages import ChannelState, Saved

Build = Callable[..., Mention]
Paris = Callable[[str], datetime]


@pytest.fixture
def save(store: Store, paris: Paris) -> Callable[..., Saved]:
    def one_page(at: str, *mentions: Mention, **given: Any) -> Saved:
        page = Page(mentions=mentions, cursor=given.get("cursor"), gone=given.get("gone", ()))
        saved = pages.save(store, "avis", page, paris(f"2026-11-18 {at}"), connector="files")
        triage.thread(store)
        return saved

    return one_page


def message(store: Store, *, explained: bool = True) -> Message:
    (history,) = cases.histories(store, [1], explained=explained)
    return history.messages[0]


def state(store: Store) -> ChannelState:
    found = pages.channel_state(store, "avis")
    assert found is not None
    return found


def test_when_it_was_edited_its_pictures_and_whether_it_can_be_answered_come_back(
    save: Callable[..., Saved], store: Store, a_mention: Build, paris: Paris
) -> None:
    picture = Media(kind="image", url="https://exemple.fr/1.jpg", description="un colis écrasé")
    mention = a_mention(edited_at=paris("2026-11-18 09:30"), media=(picture,), can_reply=False)
    save("10:00", mention)
    assert message(store).mention == mention
    assert save("10:05", mention) == Saved(same=1)


@pytest.mark.parametrize("given", [
    {"media": (Media(kind="video", url="https://exemple.fr/2"),)}, {"can_reply": True}, {"own": True},
])  # fmt: skip
def test_what_a_network_says_anew_is_a_change(
    save: Callable[..., Saved], store: Store, a_mention: Build, given: dict[str, Any]
) -> None:
    save("10:00", a_mention(ref="1"))
    assert save("10:05", a_mention(ref="1", **given)) == Saved(changed=1)
    ((name, value),) = given.items()
    assert store.rows(f"SELECT {name} FROM mentions")[0][0] in (value, '[["video", "https://exemple.fr/2", ""]]')


def test_a_network_that_does_not_say_takes_nothing_away(
    save: Callable[..., Saved], store: Store, a_mention: Build, paris: Paris
) -> None:
    edited = paris("2026-11-18 09:30")
    save("10:00", a_mention(ref="1", edited_at=edited, can_reply=False))
    assert save("10:05", a_mention(ref="1")) == Saved(same=1)
    assert (message(store).mention.edited_at, message(store).mention.can_reply) == (edited, False)


def test_an_edit_to_come_is_not_believed(
    save: Callable[..., Saved], store: Store, a_mention: Build, paris: Paris
) -> None:
    save("10:00", a_mention(edited_at=paris("2031-01-01 00:00")))
    assert message(store).mention.edited_at == paris("2026-11-18 10:00")


def test_earlier_wordings_are_kept_with_when_they_were_replaced(
    save: Callable[..., Saved], store: Store, a_mention: Build, paris: Paris
) -> None:
    save("10:00", a_mention("colis perdu", ref="1"))
    save("11:00", a_mention("colis retrouvé", ref="1"))
    save("11:00", a_mention("colis retrouvé", ref="1"))
    save("12:00", a_mention("merci !", ref="1"))
    told = [(wording.text, wording.replaced_at) for wording in message(store).earlier]
    assert told == [("colis perdu", paris("2026-11-18 11:00")), ("colis retrouvé", paris("2026-11-18 12:00"))]
    assert message(store, explained=False).earlier == ()


def test_a_text_changed_twice_in_one_pull_keeps_the_one_that_people_saw(
    save: Callable[..., Saved], store: Store, a_mention: Build
) -> None:
    save("10:00", a_mention("vu", ref="1"))
    save("11:00", a_mention("entre deux", ref="1"))
    save("11:00", a_mention("enfin", ref="1"))
    assert ([w.text for w in message(store).earlier], message(store).mention.text) == (["vu"], "enfin")


def test_what_has_vanished_stays_and_is_counted_once(
    save: Callable[..., Saved], store: Store, a_mention: Build, paris: Paris
) -> None:
    save("10:00", a_mention("colis perdu", ref="1"), a_mention(ref="2"))
    assert save("11:00", gone=("1", "unknown", "1")) == Saved(vanished=1)
    assert save("12:00", gone=("1",)) == Saved()
    assert (message(store).mention.text, message(store).vanished_at) == ("colis perdu", paris("2026-11-18 11:00"))
    assert len(cases.matching(store, "colis")) == 1


def test_what_comes_back_has_not_vanished(save: Callable[..., Saved], store: Store, a_mention: Build) -> None:
    save("10:00", a_mention(ref="1"))
    save("11:00", gone=("1",))
    assert save("12:00", a_mention(ref="1")) == Saved(changed=1)
    assert message(store).vanished_at is None
    assert save("13:00", a_mention(ref="1"), gone=("1",)) == Saved(same=1), "what is there is not gone"


def test_another_channels_message_of_the_same_ref_does_not_vanish(
    save: Callable[..., Saved], store: Store, a_mention: Build, paris: Paris
) -> None:
    save("10:00", a_mention(ref="1"))
    page = Page(mentions=(), cursor=None, gone=("1",))
    assert pages.save(store, "x", page, paris("2026-11-18 11:00"), connector="rss") == Saved()


def test_a_page_without_a_cursor_leaves_it_where_it_is(
    save: Callable[..., Saved], store: Store, a_mention: Build, paris: Paris
) -> None:
    save("10:00", a_mention(), cursor={"after": 1})
    pages.failed(store, "avis", "files", [say("no")], paris("2026-11-18 10:30"))
    save("11:00", a_mention())
    assert (state(store).cursor, state(store).failure) == ({"after": 1}, ())
    assert state(store).succeeded_at == paris("2026-11-18 11:00")
    pages.save(store, "avis", Page(mentions=(), cursor=None), paris("2026-11-18 12:00"), connector="rss")
    assert (state(store).connector, state(store).cursor) == ("files", {"after": 1})


def test_a_channel_says_when_it_last_brought_something_and_when_it_was_last_read(
    save: Callable[..., Saved], store: Store, a_mention: Build, paris: Paris
) -> None:
    pages.succeeded(store, "avis", "files", paris("2026-11-18 08:00"))
    assert (state(store).spoke_at, state(store).cursor) == (None, {})
    save("10:00", a_mention(at="2026-11-18 09:40"), a_mention(at="2026-11-18 09:20"))
    save("11:00", a_mention(at="2026-11-17 09:00"))
    pages.succeeded(store, "avis", "files", paris("2026-11-18 12:00"))
    assert (state(store).spoke_at, state(store).succeeded_at) == (
        paris("2026-11-18 09:40"), paris("2026-11-18 12:00"),
    )  # fmt: skip
    save("13:00", a_mention(at="2031-01-01 00:00"))
    assert state(store).spoke_at == paris("2026-11-18 13:00")


def test_what_is_read_again_is_recent_and_of_open_cases_of_the_channel(
    save: Callable[..., Saved], store: Store, a_mention: Build, paris: Paris
) -> None:
    save("10:00", a_mention("ouvert", ref="1", by="lea"), a_mention("clos", ref="2", by="zoe"),
         a_mention("vieux", ref="3", by="max", at="2026-11-01 09:00"), a_mention("là", ref="4", channel="x"))  # fmt: skip
    store.connection.execute(
        "UPDATE cases SET is_open = 0 WHERE author_id = (SELECT id FROM authors WHERE handle = 'zoe')"
    )
    found = pages.of_open_cases(store, "avis", paris("2026-11-11 10:00"))
    assert [mention.text for mention in found] == ["ouvert"]
