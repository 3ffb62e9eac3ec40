"""One message a person and run, each thing once, nothing outside opening hours, a failure told again."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from connectors._smtp_server import PostOffice
from socialcare import store
from socialcare.desk import Desk
from socialcare.desk.noteworthy import What
from socialcare.desk.notifying import MOST_LINES, Told, notify, plan, try_out, without_address
from socialcare.errors import AlreadyRunning, AuthError, WrongUse
from socialcare.facts import Mention
from socialcare.workspace import Workspace

# apprise 2.2 imports imghdr where Python still has it; can go with Python 3.12.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

At = Callable[..., Desk]
Ask = Callable[..., None]


@pytest.fixture
def ask(at: At, receive: Callable[..., None], a_mention: Callable[..., Mention]) -> Ask:
    """`ask("colis", "allergie", at="2026-11-18 09:00")`: one case each, asked and decided about then."""

    def asked(*texts: str, on: str = "2026-11-18 09:00") -> None:
        receive(at(on), *(a_mention(text, at=on, by=f"lea{number}") for number, text in enumerate(texts)))

    return asked


@pytest.fixture
def hook(httpserver: HTTPServer) -> str:
    httpserver.expect_request("/hook").respond_with_data(status=204)
    return httpserver.url_for("/hook")


def told(desk: Desk) -> Told:
    return notify(desk, str)


def arrived(server: HTTPServer) -> list[dict[str, Any]]:
    return [json.loads(request.get_data()) for request, _ in server.log]


def test_a_person_gets_one_message_however_many_cases(ask: Ask, at: At, httpserver: HTTPServer, hook: str) -> None:
    ask("où est mon colis", "encore un colis", "allergie")
    done = told(at("2026-11-18 09:10", KARIM=hook, ANNE=hook))
    assert [(one["to"], [fact["case"] for fact in one["facts"]]) for one in arrived(httpserver)] == [
        ("anne", [3]), ("karim", [1, 2]),
    ]  # fmt: skip
    assert [digest.person for digest in done.reached] == ["anne", "karim"]
    assert arrived(httpserver)[1]["title"] == "Maison Lavande: 2 cases for you"
    assert {fact["topic"] for fact in arrived(httpserver)[1]["facts"]} == {"Livraison"}


def test_each_thing_is_told_once_and_the_next_when_it_comes(
    ask: Ask, at: At, httpserver: HTTPServer, hook: str
) -> None:
    ask("où est mon colis")
    for hour in ("09:10", "09:20", "14:50", "15:00", "15:10"):
        told(at(f"2026-11-18 {hour}", KARIM=hook))
    assert [one["facts"][0]["what"] for one in arrived(httpserver)] == [What.ASSIGNED, What.LEG_ENDS]
    assert len({one["facts"][0]["id"] for one in arrived(httpserver)}) == 2


def test_one_line_a_case_the_gravest(ask: Ask, at: At, httpserver: HTTPServer, hook: str) -> None:
    ask("où est mon colis")
    told(at("2026-11-18 17:10", KARIM=hook, MEHDI=hook, CLAIRE=hook))
    assert {one["to"]: [fact["what"] for fact in one["facts"]] for one in arrived(httpserver)} == {
        "karim": ["leg_ends"], "claire": ["at_risk"], "mehdi": ["broken"],
    }  # fmt: skip
    assert told(at("2026-11-18 17:20", KARIM=hook, MEHDI=hook, CLAIRE=hook)).plan.digests == ()


def test_who_could_not_be_told_is_told_by_the_next_run_and_the_others_are_done(
    ask: Ask, at: At, httpserver: HTTPServer, hook: str
) -> None:
    ask("où est mon colis", "allergie")
    nowhere = "http://127.0.0.1:9/"
    done = told(at("2026-11-18 09:10", ANNE=nowhere, KARIM=hook))
    assert [digest.name for digest, _ in done.failures] == ["Anne Lefèvre"]
    assert [one["to"] for one in arrived(httpserver)] == ["karim"]
    told(at("2026-11-18 09:20", ANNE=hook, KARIM=hook))
    assert [one["to"] for one in arrived(httpserver)] == ["karim", "anne"]


@pytest.mark.parametrize(
    ("asked", "now", "count"),
    [
        ("2026-11-18 11:00", "2026-11-18 12:00", 0),
        ("2026-11-18 11:00", "2026-11-18 13:59", 0),
        ("2026-11-18 11:00", "2026-11-18 14:00", 1),
        ("2026-11-18 11:00", "2026-11-18 18:00", 0),
        ("2026-11-20 19:00", "2026-11-21 10:00", 0),
        ("2026-11-20 19:00", "2026-11-23 09:00", 1),
    ],
)
def test_nothing_is_told_outside_opening_hours_and_nothing_is_lost(
    ask: Ask, at: At, hook: str, asked: str, now: str, count: int
) -> None:
    ask("où est mon colis", on=asked)
    done = told(at(now, KARIM=hook, CLAIRE=hook, MEHDI=hook))
    assert sum(digest.person == "karim" for digest in done.reached) == count
    assert (done.plan.held > 0) is (count == 0)


def test_an_urgent_case_wakes_people_only_where_the_settings_say_so(
    ask: Ask, at: At, settings: Callable[[str], None], hook: str
) -> None:
    ask("où est mon colis", "allergie", on="2026-11-21 10:00")
    assert told(at("2026-11-21 10:10", KARIM=hook, ANNE=hook)).plan.held == 2
    settings("notify: {urgent: true}")
    done = told(at("2026-11-21 10:20", KARIM=hook, ANNE=hook))
    assert [digest.person for digest in done.reached] == ["anne"]
    assert done.plan.held == 1


def test_a_letter_has_nothing_of_the_customer_unless_the_file_allows_it(
    ask: Ask, at: At, settings: Callable[[str], None], post_office: PostOffice, by_mail: str
) -> None:
    ask("où est mon colis <b>numéro</b> 42")
    told(at("2026-11-18 09:10", KARIM=by_mail))
    settings("notify: {details: true}")
    told(at("2026-11-18 15:10", KARIM=by_mail))
    plain, detailed = post_office.texts
    assert plain.startswith("• case 1 (Livraison) is yours; a proposal is due by")
    assert not any(word in plain for word in ("lea", "numéro", "42"))
    assert "lea0: “où est mon colis ＜b＞numéro＜/b＞ 42”" in detailed


@pytest.mark.parametrize("label", ["<img src=x>", "[x](http://evil.example)", '"un\\r\\nBcc: tous@example.org"'])
def test_a_hostile_topic_is_words(
    ask: Ask, at: At, team: Workspace, post_office: PostOffice, by_mail: str, label: str
) -> None:
    file = team.folder / "rules" / "sophie-paris.yaml"
    quoted = label if label.startswith('"') else f"'{label}'"
    file.write_text(file.read_text("utf-8").replace("label: Livraison", f"label: {quoted}"), "utf-8")
    ask("où est mon colis")
    told(at("2026-11-18 09:10", KARIM=f"{by_mail}&format=html"))
    (sent,) = post_office.letters
    assert post_office.recipients == [["karim@example.org"]]
    assert not any(sign in sent for sign in (b"<img", b"evil.example", b"\nBcc", b"href"))


def test_a_long_digest_is_cut_and_all_of_it_is_told(ask: Ask, at: At, httpserver: HTTPServer, hook: str) -> None:
    ask(*["où est mon colis"] * (MOST_LINES + 5))
    told(at("2026-11-18 09:10", KARIM=hook))
    (one,) = arrived(httpserver)
    assert len(one["text"].splitlines()) == MOST_LINES + 1
    assert one["text"].splitlines()[-1] == "… and 5 more, in socialcare triage"
    assert len(one["facts"]) == MOST_LINES + 5
    assert plan(at("2026-11-18 09:20", KARIM=hook), str).digests == ()


def test_a_plan_sends_and_keeps_nothing(ask: Ask, at: At, httpserver: HTTPServer, hook: str) -> None:
    ask("où est mon colis")
    desk = at("2026-11-18 09:10", KARIM=hook)
    assert plan(desk, str) == plan(desk, str)
    assert [digest.person for digest in plan(desk, str).digests] == ["karim"]
    assert httpserver.log == []


def test_who_has_no_address_is_named_and_waits(ask: Ask, at: At, httpserver: HTTPServer, hook: str) -> None:
    ask("où est mon colis", "allergie")
    done = told(at("2026-11-18 09:10", KARIM=hook))
    assert without_address(done.plan) == ["SOCIALCARE_NOTIFY_ANNE_URL"]
    told(at("2026-11-18 09:20", KARIM=hook, ANNE=hook))
    assert [one["to"] for one in arrived(httpserver)] == ["karim", "anne"]


def test_where_nobody_has_an_address_it_is_an_error(ask: Ask, at: At) -> None:
    assert told(at("2026-11-18 08:00")).plan.digests == (), "nothing to tell is no error"
    ask("où est mon colis")
    with pytest.raises(AuthError, match=r"nobody has an address: set .*SOCIALCARE_NOTIFY_KARIM_URL"):
        told(at("2026-11-18 09:10"))


def test_what_is_for_a_responsible_that_nobody_is_is_counted(ask: Ask, at: At, team: Workspace, hook: str) -> None:
    file = team.folder / "rules" / "sophie-paris.yaml"
    file.write_text(file.read_text("utf-8").replace("responsible: mehdi\n", ""), "utf-8")
    ask("où est mon colis")
    done = told(at("2026-11-18 17:10", KARIM=hook, CLAIRE=hook))
    assert done.plan.orphans == 2


def test_two_people_never_share_an_address_by_their_keys(ask: Ask, at: At, team: Workspace, hook: str) -> None:
    file = team.folder / "rules" / "sophie-paris.yaml"
    file.write_text(file.read_text("utf-8").replace("mehdi: {", "KARIM: {name: Karim Diaz}, mehdi: {"), "utf-8")
    ask("où est mon colis")
    with pytest.raises(WrongUse, match="SOCIALCARE_NOTIFY_KARIM_URL would be the address of"):
        told(at("2026-11-18 09:10", KARIM=hook))


def test_one_run_at_a_time(ask: Ask, at: At, httpserver: HTTPServer, hook: str) -> None:
    ask("où est mon colis")
    desk = at("2026-11-18 09:10", KARIM=hook)
    with store.notices.alone(desk.store), pytest.raises(AlreadyRunning):
        told(desk)
    assert httpserver.log == []


def test_a_try_goes_out_at_any_hour_and_is_signed(at: At, httpserver: HTTPServer, hook: str) -> None:
    assert try_out(at("2026-11-22 03:00", CLAIRE=hook), "claire", str) == "Claire Martin"
    (one,) = arrived(httpserver)
    assert (one["to"], one["title"], one["facts"]) == ("claire", "Maison Lavande: a try of socialcare", [])


def test_a_try_needs_a_person_and_an_address(at: At) -> None:
    with pytest.raises(WrongUse, match="unknown person “clare”; did you mean “claire”"):
        try_out(at("2026-11-18 10:00"), "clare", str)
    with pytest.raises(AuthError, match="Claire Martin has no address: set SOCIALCARE_NOTIFY_CLAIRE_URL"):
        try_out(at("2026-11-18 10:00"), "claire", str)
