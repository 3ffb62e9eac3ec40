"""Answers sent by the command line to a Mastodon API we did not write: there exactly once, whatever is killed on the way."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from e2e.gate import SECONDS, Gate, before

BRAND, CUSTOMER = "ada_token", "grace_token"
PROGRAM = Path(sys.executable).with_name("socialcare")
ANSWER = "Bonjour Grace, votre colis arrive demain."


pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The port of mastodon_mock."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "mastodon_mock", "serve", "--in-memory", "--demo", "--host", "127.0.0.1", "--port", str(port)]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if f"http://127.0.0.1:{port}" in line:
                break
        reader = threading.Thread(target=process.stdout.read, daemon=True)  # a full pipe would stop the server
        reader.start()
        yield port
        process.terminate()
        process.wait(SECONDS)
        reader.join()


@pytest.fixture
def gate(server: int) -> Iterator[Gate]:
    httpx.post(f"http://127.0.0.1:{server}/api/v1/_mock/reset", trust_env=False).raise_for_status()
    with before(server) as found:
        yield found


@dataclass(frozen=True)
class Desk:
    folder: Path
    gate: Gate

    @property
    def environment(self) -> dict[str, str]:
        ours = {"SOCIALCARE_MASTODON_TOKEN": BRAND, "no_proxy": "*", "LANGUAGE": "en", "SOCIALCARE_USER": "claire"}
        return {**os.environ, **ours}

    def start(self, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [PROGRAM, "--workspace", str(self.folder), *words], env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, code: int = 0) -> tuple[str, str]:
        with self.start(*words) as process:
            said = process.communicate(timeout=SECONDS)
        assert process.returncode == code, said
        return said

    def killed_when_reached(self, *words: str) -> None:
        with self.start(*words) as process:
            try:
                assert self.gate.reached.wait(SECONDS)
            finally:
                process.kill()
            process.communicate(timeout=SECONDS)
        self.gate.release.set()

    def case(self, number: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("show", number, "--json")[0])
        return found

    def answers(self) -> list[str]:
        """Of the brand, in the customer's thread, as the server has them."""
        headers = {"Authorization": f"Bearer {BRAND}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{self.gate.server}", headers=headers, trust_env=False) as network:
            own = network.get("/api/v1/accounts/verify_credentials").json()["id"]
            statuses = network.get(f"/api/v1/accounts/{own}/statuses", params={"limit": 40}).json()
        return [status["content"] for status in statuses if "votre colis" in status["content"]]


@pytest.fixture
def desk(tmp_path: Path, gate: Gate) -> Desk:
    found = Desk(tmp_path / "marque", gate)
    subprocess.run([PROGRAM, "init", found.folder, "--brand", "Ma Marque"], env=found.environment, check=True, capture_output=True)  # fmt: skip
    settings = found.folder / "socialcare.yaml"
    channel = {"connector": "mastodon", "instance": f"http://127.0.0.1:{gate.port}"}
    lines = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith(("channels:", "  #"))]
    settings.write_text("\n".join([*lines, f"channels: {json.dumps({'mastodon': channel})}", ""]), "utf-8")
    return found


@pytest.fixture
def asked(desk: Desk, server: int) -> str:
    """The number of the case of what a customer has just posted."""
    headers = {"Authorization": f"Bearer {CUSTOMER}"}
    form = {"status": "@ada essai : où est mon colis ?"}
    posted = httpx.post(f"http://127.0.0.1:{server}/api/v1/statuses", data=form, headers=headers, trust_env=False)
    posted.raise_for_status()
    rows = json.loads(desk.run("triage", "--json", "--since", "all")[0])
    (number,) = [str(row["case"]) for row in rows if "essai" in row["text"]]
    return number


def own(case: dict[str, Any]) -> list[str]:
    return [message["text"] for message in case["conversation"] if message["own"]]


def acts(case: dict[str, Any]) -> list[str]:
    return [event["action"] for event in case["events"]]


def is_answered_once(desk: Desk, number: str) -> None:
    assert len(desk.answers()) == 1
    desk.run("pull")
    desk.run("triage", "--no-pull", "--json")
    case = desk.case(number)
    assert (case["state"], case["verdict"]) == ("answered", "kept")
    assert acts(case)[-2:] == ["queue", "reply"]
    assert own(case) == [f"@grace {ANSWER}"]
    assert len(desk.answers()) == 1
    assert json.loads(desk.run("publishing", "--json")[0]) == []


def test_an_answer_is_on_the_network_once_and_the_promise_is_kept(desk: Desk, asked: str) -> None:
    shown, _ = desk.run("reply", asked, "--text", ANSWER, "--dry-run")
    assert "to grace on mastodon" in shown
    assert ANSWER in shown
    assert desk.answers() == []
    desk.run("--as", "labo", "draft", asked, "--text", "Demain.")
    _, told = desk.run("reply", asked, "--text", ANSWER, "--yes")
    assert "answered within the promise" in told
    is_answered_once(desk, asked)
    (back,) = json.loads(desk.run("--as", "labo", "inbox", "--json")[0])
    assert (back["case"], back["waits"], back["draft"], back["answer"]) == (int(asked), "changed", "Demain.", ANSWER)
    _, refused = desk.run("reply", asked, "--text", "Encore : votre colis", "--yes", code=2)
    assert "--anyway answers once more" in refused
    _, unsent = desk.run("undo", code=2)
    assert "cannot be unsent" in unsent


@pytest.mark.parametrize("mode", ["held before", "held after"])
@pytest.mark.parametrize("repair", [("publishing", "retry"), ("reply", "{case}", "--text", ANSWER, "--yes")])
def test_a_kill_between_outbox_call_and_record_neither_loses_nor_doubles(
    mode: str, repair: tuple[str, ...], desk: Desk, asked: str
) -> None:
    desk.gate.mode = mode
    desk.killed_when_reached("reply", asked, "--text", ANSWER, "--yes")
    assert len(desk.answers()) == (mode == "held after")
    (row,) = json.loads(desk.run("publishing", "--json")[0])
    assert (row["case"], row["fate"], row["text"]) == (int(asked), "waiting", ANSWER)
    assert "Going out" in desk.run("show", asked)[0]
    desk.gate.mode = "open"
    desk.run(*(word.format(case=asked) for word in repair))
    is_answered_once(desk, asked)


def test_a_line_cut_after_the_server_accepted_is_no_second_answer(desk: Desk, asked: str) -> None:
    desk.gate.mode = "cut after"
    _, told = desk.run("reply", asked, "--text", ANSWER, "--yes", code=5)
    assert f"case {asked}: nobody knows whether the answer went out" in told
    assert len(desk.answers()) == 1
    desk.gate.mode = "open"
    _, told = desk.run("pull")
    assert f"case {asked}: the answer is on mastodon" in told
    is_answered_once(desk, asked)


def test_two_at_once_send_one_answer(desk: Desk, asked: str) -> None:
    both = [desk.start("--as", name, "reply", asked, "--text", ANSWER, "--yes") for name in ("claire", "mehdi")]
    said = [each.communicate(timeout=SECONDS) for each in both]
    assert sorted(each.returncode for each in both) == [0, 2], said
    assert len(desk.answers()) == 1
