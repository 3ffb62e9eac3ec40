"""Bluesky's own servers, from an empty machine: what is posted there is in the queue, and the answer is posted there."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from e2e.bluesky.servers import CannotInstall, cache, install, network
from socialcare.connector import Context, Reply
from socialcare.http import Client
from socialcare.testing import MemoryVault
from socialcare_connectors._bluesky_settings import Settings
from socialcare_connectors.bluesky import Bluesky

pytestmark = pytest.mark.e2e

WORD = "Zorglub"
Found = TypeVar("Found")
MOST_TRIES = 300
"""The AppView hears of a post some hundred milliseconds after its writing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if not os.environ.get("SOCIALCARE_E2E_ALL"):
        pytest.skip("BLUESKY IS NOT PROVEN HERE: it takes four minutes from an empty machine; set SOCIALCARE_E2E_ALL=1")
    try:
        with network(install(cache())) as address:
            yield address
    except CannotInstall as missing:
        pytest.skip(f"BLUESKY IS NOT PROVEN HERE: {missing}")


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - real servers live in the present


class Account:
    def __init__(self, http: httpx.Client, name: str) -> None:
        self._http = http
        self.handle = f"{name}.test"
        form = {"handle": self.handle, "email": f"{name}@courriel.test", "password": f"mot-de-passe-{name}"}
        made = self._call("com.atproto.server.createAccount", form)
        self.did, self._token = str(made["did"]), str(made["accessJwt"])
        _until(self._known)

    def _known(self) -> Iterator[httpx.Response]:
        """The AppView hears of an account as late as of a post; before, its feed is refused."""
        headers = {"Authorization": f"Bearer {self._token}"}
        answer = self._http.get("/xrpc/app.bsky.actor.getProfile", params={"actor": self.did}, headers=headers)
        yield from [answer] if answer.is_success else []

    def app_password(self) -> str:
        return str(self._call("com.atproto.server.createAppPassword", {"name": "socialcare"})["password"])

    def post(self, text: str, **record: Any) -> str:
        written = {"$type": "app.bsky.feed.post", "text": text, "langs": ["fr"],
                   "createdAt": _now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"), **record}  # fmt: skip
        form = {"repo": self.did, "collection": "app.bsky.feed.post", "record": written}
        return str(self._call("com.atproto.repo.createRecord", form)["uri"])

    def delete(self, uri: str) -> None:
        self._call(
            "com.atproto.repo.deleteRecord",
            {"repo": self.did, "collection": "app.bsky.feed.post", "rkey": uri.rpartition("/")[2]},
        )

    def _call(self, method: str, form: dict[str, Any]) -> dict[str, Any]:
        token = getattr(self, "_token", None)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self._http.post(f"/xrpc/{method}", json=form, headers=headers)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found


class Desk:
    def __init__(self, folder: Path, server: str, brand: Account) -> None:
        self._folder = folder
        self._environment = {**os.environ, "SOCIALCARE_BLUESKY_APP_PASSWORD": brand.app_password(), "no_proxy": "*"}
        self.run("init", str(folder), "--brand", "Ma Marque")
        settings = folder / "socialcare.yaml"
        channel = {
            "connector": "bluesky",
            "handle": brand.handle,
            "service": server,
            "keywords": [WORD],
            "private_network": True,
        }
        lines = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith(("channels:", "  #"))]
        settings.write_text("\n".join([*lines, f"channels: {json.dumps({'bluesky': channel})}", ""]), "utf-8")

    def run(self, *arguments: str) -> str:
        program = Path(sys.executable).with_name("socialcare")
        where = self._folder if self._folder.is_dir() else None
        done = subprocess.run(
            [program, *arguments], cwd=where, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def queue_with(self, wanted: set[str]) -> dict[str, dict[str, Any]]:
        """Rows by text, from pulls until all of `wanted` is there."""
        rows: dict[str, dict[str, Any]] = {}
        for _ in range(MOST_TRIES // 10):
            rows = {row["text"]: row for row in json.loads(self.run("triage", "--json"))}
            if wanted <= rows.keys():
                break
        return rows


def test_what_is_posted_on_bluesky_is_in_the_queue(server: str, tmp_path: Path) -> None:
    with httpx.Client(base_url=server, trust_env=False, timeout=30) as http:
        customer, brand = Account(http, "lea"), Account(http, "marque")
        desk = Desk(tmp_path / "marque", server, brand)
        texts = {f"{WORD} : toujours pas reçu mon colis n° {number} !": "" for number in range(3)}
        refs = {text: customer.post(text) for text in texts}
        named = f"Bonjour @{brand.handle} où est mon remboursement ?"
        index = {"byteStart": 8, "byteEnd": 9 + len(brand.handle)}
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": brand.did}
        refs[named] = customer.post(named, facets=[{"index": index, "features": [feature]}])
        rows = desk.queue_with(set(refs))
    assert rows.keys() >= refs.keys()
    for text, ref in refs.items():
        assert rows[text]["author"] == customer.handle
        assert rows[text]["url"].endswith(f"/{customer.did}/post/{ref.rpartition('/')[2]}")


def test_an_answer_is_one_post_and_a_deleted_message_is_gone(server: str, tmp_path: Path) -> None:
    with httpx.Client(base_url=server, trust_env=False, timeout=30) as http, Client(now=_now) as client:
        customer, brand = Account(http, "zoe"), Account(http, "maison")
        uri = customer.post(f"{WORD} : un avoir ?")
        context = Context(
            channel="bluesky", folder=tmp_path, timezone="Europe/Paris", http=client, vault=MemoryVault(), now=_now()
        )
        settings = {"handle": brand.handle, "service": server, "keywords": [WORD], "app_password": brand.app_password()}
        channel = Bluesky(Settings.model_validate(settings), context)
        asked = _until(lambda: (one for page in channel.pages(None, None) for one in page.mentions if one.ref == uri))
        reply = Reply(
            key="cas-1-1",
            to=asked,
            text=f"Bonjour @{customer.handle}, c’est fait : https://a.example/é",
            since=context.now,
        )
        assert channel.find(reply) is None
        sent = channel.send(reply)
        assert channel.send(reply) == channel.find(reply) == sent
        own = _until(lambda: (one for page in channel.reread([asked]) for one in page.mentions if one.own))
        assert (own.ref, own.in_reply_to, own.thread, own.text) == (sent.ref, uri, uri, reply.text)
        customer.delete(uri)
        assert _until(lambda: (ref for page in channel.reread([asked]) for ref in page.gone)) == uri


def _until(look: Callable[[], Iterator[Found]]) -> Found:
    for _ in range(MOST_TRIES):
        for found in look():
            return found
    raise AssertionError("the network never showed what was written to it")
