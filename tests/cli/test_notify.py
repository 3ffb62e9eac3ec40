"""`socialcare notify` as cron and people run it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

Run = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def hook(httpserver: HTTPServer) -> str:
    httpserver.expect_request("/hook").respond_with_data(status=204)
    return httpserver.url_for("/hook")


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`reach(SOPHIE="https://…")`: addresses and secrets, in the environment."""

    def reached(**addresses: str) -> None:
        for who, url in addresses.items():
            monkeypatch.setenv(f"SOCIALCARE_NOTIFY_{who}_URL", url)
            monkeypatch.setenv(f"SOCIALCARE_NOTIFY_{who}_SECRET", f"secret of {who}")

    return reached


def test_the_one_responsible_hears_of_what_broke_once(
    run: Run, reach: Callable[..., None], httpserver: HTTPServer, hook: str
) -> None:
    reach(SOPHIE=hook)
    ran = run("notify")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("1 person told\n")
    assert "SOCIALCARE_NOTIFY_" in ran.err
    (request, _), = httpserver.log  # fmt: skip
    sent = json.loads(request.get_data())
    assert sent["to"] == "sophie"
    assert {fact["what"] for fact in sent["facts"]} <= {"at_risk", "broken"}
    late = {row["case"] for row in run("breaches", "--json").rows if row["answered_at"] is None}
    assert late <= {fact["case"] for fact in sent["facts"]}
    again = run("--quiet", "notify")
    assert len(httpserver.log) == 1
    assert (again.code, again.err) == (0, ""), "what is left is for people who are told nothing"


def test_a_dry_run_shows_the_messages_and_sends_none(
    run: Run, reach: Callable[..., None], httpserver: HTTPServer, hook: str
) -> None:
    reach(SOPHIE=hook)
    shown = run("notify", "--dry-run")
    assert shown.code == 0
    assert "to Sophie Aubry: Maison Lavande: " in shown.out
    assert "  • case " in shown.out
    assert run("notify", "--dry-run").out == shown.out
    assert httpserver.log == []


def test_when_somebody_could_not_be_told_it_is_5_with_the_reason_and_no_secret(
    run: Run, reach: Callable[..., None], httpserver: HTTPServer, hook: str
) -> None:
    httpserver.expect_request("/gone-T0K3N").respond_with_data(status=410)
    reach(SOPHIE=hook, LOGISTIQUE=httpserver.url_for("/gone-T0K3N"))
    ran = run("--quiet", "notify")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.splitlines() == [
        "error: 1 person could not be told; the next socialcare notify tries again",
        "  Karim Benali: the webhook answered 410; check SOCIALCARE_NOTIFY_LOGISTIQUE_URL and its receiver",
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("notify",), 4, "nobody has an address: set SOCIALCARE_NOTIFY_"),
        (("notify", "test", "claire"), 4, "has no address: set SOCIALCARE_NOTIFY_CLAIRE_URL"),
        (("notify", "test", "clare"), 2, "unknown person “clare”; did you mean “claire”"),
        (("notify", "test"), 2, "PERSON is missing"),
        (("notify", "tst"), 2, "unknown command “tst”; did you mean “test”"),
        (("notify", "--dry-run", "test", "claire"), 2, "notify test sends one message; it has no --dry-run"),
    ],
)
def test_wrong_use_and_missing_addresses_are_told(run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_a_try_says_to_whom_it_went(run: Run, reach: Callable[..., None], httpserver: HTTPServer, hook: str) -> None:
    reach(CLAIRE=hook)
    ran = run("notify", "test", "claire")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("a message has gone to ")
    assert len(httpserver.log) == 1


def test_an_address_in_the_file_is_refused(run: Run, workspace: Path) -> None:
    file = workspace / "socialcare.yaml"
    file.write_text(file.read_text("utf-8") + "\nnotify: {claire: 'slack://T0K3N'}\n", "utf-8")
    ran = run("notify")
    assert ran.code == 2
    assert "unknown key “claire”; known: details, urgent" in ran.err
    assert "T0K3N" not in ran.err
