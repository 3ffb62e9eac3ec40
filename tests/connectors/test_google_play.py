"""What Google Play does that others do not: one week, one answer, a signed login, names that Google itself lists."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cryptography", reason="cryptography is not installed: nothing signs the login of Google Play")

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from pydantic import SecretStr, ValidationError

from connectors._google_play import ACCOUNT, PACKAGE, Play, google_play, private_key
from socialcare.connector import Context, Reply
from socialcare.errors import AuthError, Rejected
from socialcare.testing import NOW, LoopbackServer
from socialcare_connectors._google_play_settings import Settings

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def play() -> Play:
    return Play()


@pytest.fixture
def server(play: Play) -> Iterator[LoopbackServer]:
    with LoopbackServer(play) as server:
        yield server


def test_a_review_has_its_title_version_and_votes(play: Play, server: LoopbackServer, context: Context) -> None:
    play.publish()
    ((review,),) = (page.mentions for page in google_play(server.url, context).pages(None, LONG_AGO))
    assert (review.text, review.rating, review.language) == (
        "Plante\nDepuis la mise à jour 1\n(version 3.1)",
        2.0,
        "fr",
    )
    assert (dict(review.metrics), review.can_reply) == ({"likes": 4, "dislikes": 1}, True)


def test_the_words_of_the_author_win_over_a_translation(play: Play, server: LoopbackServer, context: Context) -> None:
    play.publish(text="It crashes", originalText="Ça plante", appVersionName=None)
    ((review,),) = (page.mentions for page in google_play(server.url, context).pages(None, LONG_AGO))
    assert review.text == "Ça plante"


@pytest.mark.parametrize(("days", "told"), [(5, False), (7, True)])
@pytest.mark.parametrize("count", [0, 2])
def test_a_pull_after_more_than_six_days_says_that_reviews_may_be_lost(
    play: Play, server: LoopbackServer, context: Context, days: int, told: bool, count: int
) -> None:
    for _ in range(count):
        play.publish()
    first = list(google_play(server.url, context).pages(None, LONG_AGO))[-1]
    later = replace(context, now=context.now + timedelta(days=days))
    notes = [note for page in google_play(server.url, later).pages(first.cursor, None) for note in page.notes]
    assert bool(notes) is told


def test_the_login_is_signed_with_the_key_of_the_account(play: Play, server: LoopbackServer, context: Context) -> None:
    list(google_play(server.url, context).pages(None, None))
    form = play.asked[0].form()
    header, claims, signature = form["assertion"].split(".")
    private_key().public_key().verify(_bytes(signature), f"{header}.{claims}".encode(), PKCS1v15(), SHA256())
    told = json.loads(_bytes(claims))
    assert (told["iss"], told["aud"]) == (ACCOUNT, f"{server.url}/token")
    assert told["exp"] - told["iat"] == 3600


@pytest.mark.parametrize("key", ["", "key.json", '{"client_email": "a@b", "private_key": "-----BEGIN"}'])
def test_a_key_that_is_none_says_what_to_set(server: LoopbackServer, context: Context, key: str) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_SERVICE_ACCOUNT"):
        list(google_play(server.url, context, service_account=SecretStr(key)).pages(None, None))


def test_an_answer_of_a_colleague_is_not_overwritten(play: Play, server: LoopbackServer, context: Context) -> None:
    play.publish()
    source = google_play(server.url, context)
    ((review,),) = (page.mentions for page in source.pages(None, LONG_AGO))
    play.answer(review.ref, "Bonjour, c'est corrigé.")
    with pytest.raises(Rejected, match="answered already"):
        source.send(Reply(key="k", to=review, text="Autre chose", since=NOW))


def test_names_are_those_of_google(play: Play, server: LoopbackServer, context: Context) -> None:
    discovery = _discovery()
    play.publish()
    play.answer("gp:1", "Bonjour", LONG_AGO)
    source = google_play(server.url, context)
    found = [mention for page in source.pages(None, LONG_AGO) for mention in page.mentions]
    source.send(Reply(key="k", to=found[0], text="Bonsoir", since=NOW))
    assert Settings.model_fields["server"].default + "/" == discovery["rootUrl"]
    paths = {(method["httpMethod"], method["path"].format(packageName=PACKAGE, reviewId="gp:1")): method["parameters"]
             for method in discovery["resources"]["reviews"]["methods"].values()}  # fmt: skip
    for request in play.asked[1:]:
        parameters = paths[request.method, request.path.removeprefix("/").replace("%3A", ":")]
        assert request.query.keys() <= parameters.keys()
    assert json.loads(play.asked[-1].body).keys() <= discovery["schemas"]["ReviewsReplyRequest"]["properties"].keys()
    _held_against(play.reviews[0], "Review", discovery["schemas"])


def _held_against(value: Any, schema: str, schemas: Mapping[str, Any]) -> None:
    """What the loopback server sends, and the tests above read, has no key that Google does not know."""
    for key, held in value.items():
        known = schemas[schema]["properties"][key]
        reference = known.get("$ref") or known.get("items", {}).get("$ref")
        for one in (held if isinstance(held, list) else [held]) if reference else ():
            _held_against(one, reference, schemas)


def _discovery() -> Mapping[str, Any]:
    spec = find_spec("googleapiclient")
    if spec is None or spec.origin is None:
        pytest.skip("google-api-python-client is not installed: nothing here checks the names that Google Play knows")
    path = Path(spec.origin).parent / "discovery_cache" / "documents" / "androidpublisher.v3.json"
    found: Mapping[str, Any] = json.loads(path.read_bytes())
    return found


def _bytes(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.mark.parametrize("package", ["Mon appli", "com", "com.marque."])
def test_settings_say_what_to_write(package: str) -> None:
    with pytest.raises(ValidationError, match="id="):
        Settings(package=package)
