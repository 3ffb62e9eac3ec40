"""What Trustpilot does that others do not: pages from the oldest on, and one answer a review."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from connectors._trustpilot import FIRST, UNIT, Pilot, told, trustpilot
from socialcare.connector import Context, Page, Reply
from socialcare.errors import AuthError, Rejected, SocialcareError
from socialcare.facts import Kind, Mention
from socialcare.testing import NOW, Answer, LoopbackServer
from socialcare_connectors import _trustpilot_api
from socialcare_connectors._trustpilot_settings import Settings

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def pilot(monkeypatch: pytest.MonkeyPatch) -> Pilot:
    monkeypatch.setattr(_trustpilot_api, "PAGE", 3)
    return Pilot()


@pytest.fixture
def server(pilot: Pilot) -> Iterator[LoopbackServer]:
    with LoopbackServer(pilot) as server:
        yield server


def pulled(server: LoopbackServer, context: Context, cursor: Any = None, **given: Any) -> list[Page]:
    return list(trustpilot(server.url, context, **given).pages(cursor, LONG_AGO))


def first(server: LoopbackServer, context: Context) -> Mention:
    return pulled(server, context)[0].mentions[0]


def test_a_review_has_its_fields_and_leaves_the_e_mail_there(
    pilot: Pilot, server: LoopbackServer, context: Context
) -> None:
    pilot.publish()
    review = first(server, context)
    assert (review.text, review.rating, review.kind) == ("Très déçue\nColis perdu, avis 1", 2.0, Kind.REVIEW)
    assert (review.author.name, review.language, dict(review.metrics)) == ("Léa", "fr", {"likes": 4})
    assert "lea@marque.example" not in repr(review)


def test_the_last_days_are_read_again_for_answers(pilot: Pilot, server: LoopbackServer, context: Context) -> None:
    pilot.publish(createdAt=told(FIRST - timedelta(days=30)))
    pilot.publish(createdAt=told(FIRST - timedelta(days=3)))
    pilot.publish()
    pages = pulled(server, context)
    pilot.answer(pilot.reviews[1]["id"], "Bonjour, nous cherchons.")
    again = pulled(server, context, pages[-1].cursor)
    found = [mention.ref for page in again for mention in page.mentions]
    assert found == [pilot.reviews[1]["id"], f"{pilot.reviews[1]['id']}#reply", pilot.reviews[2]["id"]]


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ({}, {"grant_type": "client_credentials"}),
        (
            {"user": "claire@marque.example", "password": SecretStr("p")},
            {"grant_type": "password", "username": "claire@marque.example", "password": "p"},
        ),
    ],
)
def test_the_login_is_of_the_application_or_of_a_user(
    pilot: Pilot, server: LoopbackServer, context: Context, given: dict[str, Any], form: dict[str, str]
) -> None:
    pulled(server, context, **given)
    assert pilot.forms == [form]


@pytest.mark.parametrize("given", [{"api_key": None}, {"api_secret": SecretStr("autre")}, {"user": "a@b.example"}])
def test_a_wrong_login_says_what_to_set(server: LoopbackServer, context: Context, given: dict[str, Any]) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_API_SECRET"):
        pulled(server, context, **given)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (Answer.of({"message": "Business unit has no plan"}, 403), AuthError, "has no plan"),
        (Answer.of({"message": "Bad page"}, 400), Rejected, "refuses: Bad page"),
        (Answer.of({"message": "No business unit"}, 404), Rejected, "does not know"),
    ],
)
def test_refusals_say_why(
    pilot: Pilot, server: LoopbackServer, context: Context, answer: Answer, kind: type[SocialcareError], words: str
) -> None:
    pilot.refused = answer
    with pytest.raises(kind, match=words):
        pulled(server, context)


def test_an_answer_taken_without_a_word_is_looked_for(pilot: Pilot, server: LoopbackServer, context: Context) -> None:
    pilot.publish()
    to = first(server, context)
    pilot.says_nothing = True
    sent = trustpilot(server.url, context).send(Reply(key="k", to=to, text="Bonjour", since=NOW))
    assert sent.ref == f"{to.ref}#reply"


def test_an_answer_of_a_colleague_is_not_overwritten_unless_the_review_changed_since(
    pilot: Pilot, server: LoopbackServer, context: Context
) -> None:
    review = pilot.publish()
    to = first(server, context)
    reply = Reply(key="k", to=to, text="Autre chose", since=NOW)
    pilot.answer(to.ref, "Bonjour, nous cherchons.", FIRST + timedelta(hours=1))
    with pytest.raises(Rejected, match="answered already"):
        trustpilot(server.url, context).send(reply)
    review["updatedAt"] = told(FIRST + timedelta(hours=2))
    trustpilot(server.url, context).send(reply)
    assert review["companyReply"]["text"] == "Autre chose"


def test_a_check_says_that_nobody_is_named_to_answer(server: LoopbackServer, context: Context) -> None:
    assert "user_id" in str(trustpilot(server.url, context, user_id="").check().missing[0])


@pytest.mark.parametrize(("key", "value"), [("business_unit", "marque.example"), ("user_id", "claire")])
def test_settings_say_what_to_write(key: str, value: str) -> None:
    given: dict[str, Any] = {"business_unit": UNIT, key: value}
    with pytest.raises(ValidationError, match="24 digits"):
        Settings(**given)
