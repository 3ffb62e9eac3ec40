"""The conformance kit over a scripted Mastodon server on loopback."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import SecretStr

from socialcare.connector import Connector, Context, Cursor
from socialcare.facts import Mention
from socialcare.testing import NOW, Answer, ConnectorSuite, Fault, LoopbackServer, Request
from socialcare_connectors import _mastodon_api
from socialcare_connectors.mastodon import Mastodon, Settings

TAG = "/api/v1/timelines/tag/zorglub"
OWN = "/api/v1/accounts/1/statuses"
HOST = "https://social.example"


@dataclass
class Network:
    """Statuses oldest first; ids are in order, as those of Mastodon itself."""

    token: str
    statuses: list[dict[str, Any]] = field(default_factory=list)
    by_key: dict[str, dict[str, Any]] = field(default_factory=dict)
    replayed: bytes | None = None

    def publish(self, **changes: Any) -> dict[str, Any]:
        number = len(self.statuses) + 101
        at = datetime(2026, 3, 2, 6, tzinfo=UTC) + timedelta(minutes=number - 100)
        status = {
            "id": str(number), "uri": f"{HOST}/users/lea/statuses/{number}", "url": f"{HOST}/@lea/{number}",
            "created_at": at.isoformat(), "edited_at": None, "in_reply_to_id": None, "visibility": "public",
            "content": f"<p>Message <b>{number}</b> &amp; rien ne vient</p>", "spoiler_text": "", "language": "fr",
            "reblog": None, "media_attachments": [], "favourites_count": 1,
            "account": {"id": "7", "acct": "lea@social.example", "display_name": "Léa"},
            **changes,
        }  # fmt: skip
        self.statuses.append(status)
        return status

    def publish_own(self, text: str, parent: str | None) -> dict[str, Any]:
        account = {"id": "1", "acct": "marque", "display_name": "Marque"}
        return self.publish(account=account, content=f"<p>{text}</p>", in_reply_to_id=parent)

    def __call__(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return Answer.of({"error": "The access token is invalid"}, 401)
        if request.path == "/api/v1/accounts/verify_credentials":
            return Answer.of({"id": "1", "acct": "marque", "display_name": "Marque"})
        if request.path == "/api/v1/apps/verify_credentials":
            return Answer.of({"scopes": ["read", "write:statuses"]})
        if request.path == "/api/v1/statuses":
            return Answer.of(self._posted(request))
        if request.path in (TAG, OWN):
            return self._listed(request)
        return self._one(request.path)

    def _listed(self, request: Request) -> Answer:
        own = request.path == OWN
        if self.replayed is not None and not own:
            return Answer(body=self.replayed if not {"max_id", "min_id"} & request.query.keys() else b"[]")
        shown = [status for status in self.statuses if (status["account"] or {}).get("id") == "1" or not own]
        limit = int(request.query["limit"])
        if "min_id" in request.query:
            above = [status for status in shown if int(status["id"]) > int(request.query["min_id"])]
            return Answer.of(list(reversed(above[:limit])))
        below = int(request.query.get("max_id", "99999"))
        return Answer.of([status for status in reversed(shown) if int(status["id"]) < below][:limit])

    def _one(self, path: str) -> Answer:
        found = re.fullmatch(r"/api/v1/statuses/(\d+)(/context)?", path)
        status = next((one for one in self.statuses if found and one["id"] == found[1]), None)
        if found is None or status is None:
            return Answer.of({"error": "Record not found"}, 404)
        if not found[2]:
            return Answer.of(status)
        below = [one for one in self.statuses if one["in_reply_to_id"] == status["id"]]
        above = [one for one in self.statuses if one["id"] == status["in_reply_to_id"]]
        return Answer.of({"ancestors": above, "descendants": below})

    def _posted(self, request: Request) -> dict[str, Any]:
        key, form = request.headers["idempotency-key"], request.form()
        if key not in self.by_key:
            self.by_key[key] = self.publish_own(form["status"], form["in_reply_to_id"])
            self.by_key[key]["created_at"] = NOW.isoformat()
        return self.by_key[key]


class TestMastodon(ConnectorSuite):
    connector: ClassVar[type[Connector]] = Mastodon
    secret: ClassVar[str] = "jeton-t0p-secret"
    sends_once: ClassVar[bool] = True
    lengths: ClassVar[Mapping[str, int]] = {
        "Bonjour": 7,
        "voir https://boutique.example/une/tres/longue/adresse?de=page.": 5 + 23 + 1,
        "@lea@social.example bonjour": 12,
        "👩‍👩‍👧‍👦 et 🇫🇷": 6,
        "e\u0301": 1,
    }
    old_cursors: ClassVar[Sequence[Cursor]] = (
        {"listings": {}},
        {"listings": {"#zorglub": {"high": "103"}}},
        {"listings": {"#zorglub": {"top": "107", "next": "103", "since": "2026-02-23T08:55:00+00:00"}}},
    )

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch, recorded: Path) -> Iterator[None]:
        monkeypatch.setattr(_mastodon_api, "PAGE", 3)
        type(self).recorded = recorded / "mastodon"
        self.network = Network(self.secret)
        with LoopbackServer(self.network) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        settings = Settings(
            instance=self.server.url, hashtags=["zorglub"], mentions=False, token=SecretStr(self.secret)
        )
        return Mastodon(settings, context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.network.publish()

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_elsewhere(self) -> None:
        """The id on this server is its own; on the other server, it is that of the first message here."""
        self.network.publish(uri="https://ailleurs.example/users/zoe/statuses/101")

    def produce_text(self, text: str) -> None:
        self.network.publish(content=f"<p>{text}</p>")

    def produce_odd(self) -> None:
        self.network.publish(account=None)
        self.network.publish(content=None)
        self.network.publish(created_at=None)

    def edit(self, mention: Mention, text: str) -> None:
        for status in self.network.statuses:
            if status["uri"] == mention.ref:
                status.update(content=f"<p>{text}</p>", edited_at="2026-03-02T08:00:00.000Z")

    def delete(self, mention: Mention) -> None:
        self.network.statuses[:] = [one for one in self.network.statuses if one["uri"] != mention.ref]

    def answer(self, mention: Mention, text: str) -> None:
        parent = next(one["id"] for one in self.network.statuses if one["uri"] == mention.ref)
        self.network.publish_own(text, parent)

    def posted(self) -> Sequence[str]:
        return [one["content"] for one in self.network.statuses if (one["account"] or {}).get("id") == "1"]

    def replay(self, recorded: Path) -> None:
        self.network.replayed = recorded.read_bytes()


def test_a_post_that_federates_late_is_seen(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_mastodon_api, "PAGE", 3)
    network = Network("t")
    with LoopbackServer(network) as server:

        def pull(cursor: Any, hours: int = 48) -> list[Any]:
            settings = Settings(
                instance=server.url, hashtags=["zorglub"], mentions=False, token=SecretStr("t"), overlap_hours=hours
            )
            return list(Mastodon(settings, context).pages(cursor, None))

        for _ in range(6):
            network.publish()
        cursor = pull(None)[-1].cursor
        network.publish(uri=f"{HOST}/late")
        late = network.statuses.pop()
        network.statuses.insert(3, {**late, "id": "103"})  # the id of the time it was written, as Mastodon gives it
        del network.statuses[2]
        assert pull(cursor, hours=0) == []
        (page,) = pull(cursor)
        assert ([mention.ref for mention in page.mentions], page.cursor) == ([f"{HOST}/late"], None)
        assert pull(cursor) == []
