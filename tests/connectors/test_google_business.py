"""What Google Business Profile does that others do not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from connectors._google_business import LOCATION, Profile, google_business, refusal
from socialcare.connector import Context, Reply
from socialcare.errors import AuthError, QuotaSpent, RateLimited, Rejected, SocialcareError
from socialcare.facts import Kind, Mention
from socialcare.testing import Answer, LoopbackServer
from socialcare_connectors._google_business_settings import Settings

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def profile() -> Profile:
    return Profile()


@pytest.fixture
def server(profile: Profile) -> Iterator[LoopbackServer]:
    with LoopbackServer(profile) as server:
        yield server


def pulled(server: LoopbackServer, context: Context, **given: Any) -> list[Mention]:
    pages = google_business(server.url, context, **given).pages(None, LONG_AGO)
    return [mention for page in pages for mention in page.mentions]


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        ("(Translated by Google) Closed\n\n(Original)\nFermé", "Fermé"),
        ("Fermé\n\n(Translated by Google)\nClosed", "Fermé"),
        ("(Translated by Google) Closed", "Closed"),
        ("Fermé (Original)", "Fermé (Original)"),
        (None, ""),
    ],
)
def test_the_text_is_what_its_author_wrote(
    profile: Profile, server: LoopbackServer, context: Context, comment: str | None, text: str
) -> None:
    profile.publish(comment=comment)
    assert [mention.text for mention in pulled(server, context)] == [text]


@pytest.mark.parametrize(("word", "rating"), [("ONE", 1.0), ("FIVE", 5.0), ("STAR_RATING_UNSPECIFIED", None)])
def test_stars_are_words(
    profile: Profile, server: LoopbackServer, context: Context, word: str, rating: float | None
) -> None:
    profile.publish(starRating=word)
    (review,) = pulled(server, context)
    assert (review.rating, review.kind, review.can_reply, review.edited_at) == (rating, Kind.REVIEW, True, None)


def test_an_answer_is_the_brands_and_stands_below_its_review(
    profile: Profile, server: LoopbackServer, context: Context
) -> None:
    profile.publish()
    profile.answer("AbF1", "Bonjour, nous rouvrons lundi.")
    review, answer = pulled(server, context)
    assert (answer.ref, answer.in_reply_to, answer.own) == ("AbF1#reply", review.ref, True)
    assert answer.posted_at == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_an_anonymous_reviewer_has_no_name(profile: Profile, server: LoopbackServer, context: Context) -> None:
    profile.publish(reviewer={"displayName": "Un utilisateur Google", "isAnonymous": True})
    assert pulled(server, context)[0].author.name == ""


def test_each_location_is_read_and_a_review_is_found_again_in_any(
    profile: Profile, server: LoopbackServer, context: Context
) -> None:
    profile.publish()
    profile.publish("33")
    found = pulled(server, context, locations=[LOCATION, "33"])
    assert [mention.ref for mention in found] == ["AbF1", "AbF2"]
    pages = list(google_business(server.url, context, locations=[LOCATION, "33"]).reread(found))
    assert [mention.ref for page in pages for mention in page.mentions] == ["AbF1", "AbF2"]
    assert not any(page.gone for page in pages)


def test_a_page_token_that_grew_old_is_read_again_from_the_top(
    profile: Profile, server: LoopbackServer, context: Context
) -> None:
    for _ in range(7):
        profile.publish()
    cut = next(google_business(server.url, context).pages(None, LONG_AGO))
    profile.stale = True
    later = google_business(server.url, context).pages(cut.cursor, LONG_AGO)
    assert {m.ref for page in [cut, *later] for m in page.mentions} == {f"AbF{n}" for n in range(1, 8)}


def test_a_token_is_made_once_an_hour_and_anew_where_it_is_refused(
    profile: Profile, server: LoopbackServer, context: Context
) -> None:
    profile.publish()
    pulled(server, context)
    pulled(server, context)
    assert [request.path for request in profile.asked].count("/token") == 1
    profile.access = "another"
    assert len(pulled(server, context)) == 1
    assert [request.path for request in profile.asked].count("/token") == 2


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (
            refusal(429, "RESOURCE_EXHAUSTED", "Quota exceeded", reason="RATE_LIMIT_EXCEEDED",
                    metadata={"quota_limit_value": "0"}), QuotaSpent, "never granted",
        ),
        (refusal(429, "RESOURCE_EXHAUSTED", "Quota exceeded", metadata={"quota_limit_value": "300"}), RateLimited, "."),
        (refusal(403, "PERMISSION_DENIED", "Quota", reason="rateLimitExceeded"), RateLimited, "too many calls"),
        (refusal(403, "PERMISSION_DENIED", "API has not been used"), AuthError, "REFRESH_TOKEN"),
        (refusal(404, "NOT_FOUND", "Requested entity was not found."), Rejected, "does not know"),
        (refusal(400, "INVALID_ARGUMENT", "Bad orderBy"), Rejected, "refuses: Bad orderBy"),
    ],
)  # fmt: skip
def test_refusals_are_told_apart_by_their_body(
    profile: Profile, server: LoopbackServer, context: Context, answer: Answer, kind: type[SocialcareError], told: str
) -> None:
    profile.refused = answer
    with pytest.raises(kind, match=told) as refused:
        pulled(server, context)
    assert type(refused.value) is kind or kind is Rejected


def test_a_quota_of_nought_is_asked_for_again_a_day_later(
    profile: Profile, server: LoopbackServer, context: Context
) -> None:
    profile.refused = refusal(429, "RESOURCE_EXHAUSTED", "Quota", metadata={"quota_limit_value": "0"})
    with pytest.raises(QuotaSpent) as spent:
        pulled(server, context)
    assert spent.value.until == context.now + timedelta(days=1)


@pytest.mark.parametrize("wrong", [None, SecretStr("autre")])
def test_a_wrong_login_says_what_to_set(server: LoopbackServer, context: Context, wrong: SecretStr | None) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_REFRESH_TOKEN"):
        pulled(server, context, refresh_token=wrong)


def test_a_check_names_the_locations_that_google_does_not_know(server: LoopbackServer, context: Context) -> None:
    identity = google_business(server.url, context, locations=[LOCATION, "99"]).check()
    assert [str(one) for one in identity.missing] == ["Google does not know the location 99 in this account"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"account": "accounts/1"}, "after accounts/"), ({"locations": ["Lyon"]}, "after accounts/"),
     ({"server": "http://google.example"}, "take the line out")],
)  # fmt: skip
def test_settings_say_what_to_write(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(**{"account": "1", "locations": ["2"], "client_id": "i", **wrong})


def test_an_answer_of_a_colleague_is_not_overwritten_unless_the_review_changed_since(
    profile: Profile, server: LoopbackServer, context: Context
) -> None:
    review = profile.publish()
    (to,) = pulled(server, context)
    reply = Reply(key="k", to=to, text="Autre chose", since=context.now)
    profile.answer(to.ref, "Bonjour, nous cherchons.")
    with pytest.raises(Rejected, match="answered already"):
        google_business(server.url, context).send(reply)
    review["updateTime"] = "2026-03-02T08:40:00Z"
    google_business(server.url, context).send(reply)
    assert review["reviewReply"]["comment"] == "Autre chose"


def test_a_review_that_is_gone_cannot_be_answered(profile: Profile, server: LoopbackServer, context: Context) -> None:
    profile.publish()
    (to,) = pulled(server, context)
    profile.reviews.clear()
    with pytest.raises(Rejected, match="no longer shows the review"):
        google_business(server.url, context).send(Reply(key="k", to=to, text="Bonjour", since=context.now))
    assert not [request for request in profile.asked if request.method == "PUT"]
