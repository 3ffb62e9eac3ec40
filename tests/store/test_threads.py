"""Who is in which case: one customer's conversation in one thread."""

from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.connector import Page
from socialcare.facts import History, Mention
from socialcare.store import Store, cases, pages, triage

Build = Callable[..., Mention]
Keep = Callable[..., None]


@pytest.fixture
def keep(store: Store, paris: Callable[[str], datetime]) -> Keep:
    """One pull and its threading for each call."""

    def save(*mentions: Mention) -> None:
        pages.save(store, "avis", Page(mentions=mentions, cursor={}), paris("2026-11-19 09:00"))
        triage.thread(store)

    return save


def told(store: Store) -> list[tuple[str, str]]:
    """Author and refs of each case, in the order they were opened."""
    found: list[History] = list(cases.histories(store, range(1, 2000)))
    return [(case.author.handle, " ".join(message.mention.ref for message in case.messages)) for case in found]


def test_each_post_of_its_own_is_a_case(store: Store, keep: Keep, a_mention: Build) -> None:
    keep(a_mention(ref="1"), a_mention(ref="2"), a_mention(ref="3", by="zoe"))
    assert told(store) == [("lea", "1"), ("lea", "2"), ("zoe", "3")]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("order", ["question first", "reply first"])
def test_a_reply_joins_its_parent_whichever_comes_first(
    order: str, at_once: bool, store: Store, keep: Keep, a_mention: Build
) -> None:
    question = a_mention(ref="1")
    more = a_mention(ref="2", in_reply_to="1", at="2026-11-18 09:30")
    first, second = (question, more) if order == "question first" else (more, question)
    if at_once:
        keep(first, second)
    else:
        keep(first)
        keep(second)
    assert told(store) == [("lea", "1 2")]


def test_replies_to_a_message_we_never_saw_are_one_case_a_customer(store: Store, keep: Keep, a_mention: Build) -> None:
    keep(*(a_mention(ref=ref, in_reply_to="0", by=by) for ref, by in (("1", "lea"), ("2", "zoe"), ("3", "lea"))))
    assert told(store) == [("lea", "1 3"), ("zoe", "2")]


def test_two_customers_under_one_post_of_the_brand_are_two_cases(store: Store, keep: Keep, a_mention: Build) -> None:
    keep(
        a_mention(ref="1", by="maison", own=True),
        a_mention(ref="2", in_reply_to="1"),
        a_mention(ref="3", in_reply_to="1", by="zoe"),
    )
    assert told(store) == [("lea", "2"), ("zoe", "3")]


def test_a_post_of_the_brand_by_itself_opens_no_case(store: Store, keep: Keep, a_mention: Build) -> None:
    keep(a_mention(ref="1", by="maison", own=True), a_mention(ref="2", by="maison", own=True, in_reply_to="1"))
    assert told(store) == []


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("order", ["question first", "answer first"])
def test_the_brands_answer_goes_to_the_customer_it_answers(
    order: str, at_once: bool, store: Store, keep: Keep, a_mention: Build
) -> None:
    question = a_mention(ref="1")
    answer = a_mention(ref="2", by="maison", own=True, in_reply_to="1", at="2026-11-18 10:00")
    first, second = (question, answer) if order == "question first" else (answer, question)
    if at_once:
        keep(first, second)
    else:
        keep(first)
        keep(second)
    assert told(store) == [("lea", "1 2")]


def test_among_several_customers_the_nearest_above_is_the_one_answered(
    store: Store, keep: Keep, a_mention: Build
) -> None:
    keep(
        a_mention(ref="1"),
        a_mention(ref="2", by="zoe", in_reply_to="1", at="2026-11-18 09:10"),
        a_mention(ref="3", by="maison", own=True, in_reply_to="2", at="2026-11-18 09:20"),
        a_mention(ref="4", by="maison", own=True, in_reply_to="3", at="2026-11-18 09:30"),
    )
    assert told(store) == [("lea", "1"), ("zoe", "2 3 4")]


def test_where_only_the_thread_is_known_the_last_who_wrote_is_answered(
    store: Store, keep: Keep, a_mention: Build
) -> None:
    keep(
        a_mention(ref="1", thread="t", at="2026-11-18 09:00"),
        a_mention(ref="2", thread="t", by="zoe", at="2026-11-18 09:10"),
        a_mention(ref="3", thread="t", by="maison", own=True, at="2026-11-18 09:20"),
        a_mention(ref="4", thread="t", at="2026-11-18 09:30"),
    )
    assert told(store) == [("lea", "1 4"), ("zoe", "2 3")]


def test_the_same_ref_on_another_channel_is_no_parent(store: Store, keep: Keep, a_mention: Build) -> None:
    keep(a_mention(ref="1", channel="x"), a_mention(ref="2", in_reply_to="1"))
    assert told(store) == [("lea", "2"), ("lea", "1")]


def test_an_answer_stored_long_before_its_question_is_joined_in_one_go(
    store: Store, keep: Keep, a_mention: Build
) -> None:
    """Networks list the newest first; a batch holds a thousand."""
    answer = a_mention(ref="answer", by="maison", own=True, in_reply_to="question", at="2026-11-18 10:00")
    others = [a_mention() for _ in range(triage.BATCH)]
    keep(answer, *others, a_mention(ref="question", by="zoe"))
    assert ("zoe", "question answer") in told(store)


def test_messages_that_answer_each_other_in_a_ring_end(store: Store, keep: Keep, a_mention: Build) -> None:
    keep(a_mention(ref="1", in_reply_to="2"), a_mention(ref="2", in_reply_to="1"), a_mention(ref="3", in_reply_to="3"))
    assert sum(len(refs.split()) for _, refs in told(store)) == 3


def test_a_handle_added_later_turns_a_customer_into_the_brand(store: Store, keep: Keep, a_mention: Build) -> None:
    keep(a_mention(ref="1"), a_mention(ref="2", by="ÉCLAT", in_reply_to="1", at="2026-11-18 10:00"))
    assert told(store) == [("lea", "1"), ("ÉCLAT", "2")]
    triage.recognise_own(store, lambda channel, handle: (channel, handle.casefold()) == ("avis", "éclat"))
    triage.thread(store)
    assert told(store) == [("lea", "1 2"), ("ÉCLAT", "")]
    assert cases.stale(store) == [1, 2], "both are folded anew"


def test_a_handle_of_one_channel_is_a_customer_on_another(store: Store, keep: Keep, a_mention: Build) -> None:
    keep(a_mention(ref="1", by="sav", channel="x"), a_mention(ref="2", by="sav"))
    triage.recognise_own(store, lambda channel, handle: (channel, handle) == ("avis", "sav"))
    triage.thread(store)
    assert told(store) == [("sav", ""), ("sav", "1")]


def test_what_the_brand_answered_to_its_other_account_leaves_no_case_behind(
    store: Store, keep: Keep, a_mention: Build
) -> None:
    keep(a_mention(ref="1", by="sav"), a_mention(ref="2", by="maison", own=True, in_reply_to="1"))
    triage.recognise_own(store, lambda _channel, handle: handle == "sav")
    triage.thread(store)
    assert told(store) == [("sav", "")]


def test_a_page_read_again_with_a_new_handle_moves_the_answer_to_its_question(
    store: Store, keep: Keep, a_mention: Build
) -> None:
    answer = {"ref": "2", "by": "sav", "in_reply_to": "1", "at": "2026-11-18 10:00"}
    keep(a_mention(ref="1"), a_mention(**answer))
    cases.renew(store, [])
    keep(a_mention(**answer, own=True))
    assert told(store) == [("lea", "1 2"), ("sav", "")]
    assert cases.stale(store) == [1, 2]


@pytest.mark.parametrize("order", [("avis", "forum"), ("forum", "avis")])
def test_cases_are_numbered_by_when_the_customer_wrote_whichever_channel_came_first(
    order: tuple[str, str], store: Store, paris: Callable[[str], datetime], a_mention: Build
) -> None:
    """Channels are pulled at once: what one person calls case 3 is to be case 3 when it is done again."""
    written = {
        "avis": [a_mention(ref="a", by="lea", at="2026-11-18 09:00"), a_mention(ref="c", by="noe", at="2026-11-18 09:20")],
        "forum": [a_mention(ref="d", by="ines", at="2026-11-18 09:20", channel="forum"),
                  a_mention(ref="b", by="zoe", at="2026-11-18 09:10", channel="forum")],
    }  # fmt: skip
    for channel in order:
        pages.save(store, channel, Page(mentions=tuple(written[channel]), cursor={}), paris("2026-11-19 09:00"))
    triage.thread(store)
    assert [author for author, _ in told(store)] == ["lea", "zoe", "noe", "ines"]
