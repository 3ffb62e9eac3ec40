"""Through apprise: a letter on loopback, and what is said where it cannot go."""

import sys
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from connectors._smtp_server import PostOffice
from socialcare.errors import Rejected, Unavailable
from socialcare.http import Client
from socialcare.notify import Address, Message, deliver

# apprise 2.2 imports imghdr where Python still has it; can go with Python 3.12.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
MESSAGE = Message.of("Maison Lavande : 2 dossiers", ["• dossier 7 (Été)", "• dossier 8"])


def letter(office: PostOffice) -> EmailMessage:
    (content,) = office.letters
    return message_from_bytes(content, policy=default)


def body(office: PostOffice, kind: str) -> str:
    part = letter(office).get_body((kind,))
    return part.get_content() if part else ""


def test_a_message_arrives_as_a_letter(http: Client, post_office: PostOffice, by_mail: str) -> None:
    deliver(http, Address(url=by_mail, variable="V"), "karim", MESSAGE, NOW)
    assert post_office.recipients == [["karim@example.org"]]
    assert letter(post_office)["Subject"] == "Maison Lavande : 2 dossiers"
    assert "• dossier 7 (Été)\n• dossier 8" in body(post_office, "plain").replace("\r\n", "\n")


@pytest.mark.parametrize("kind", ["html", "text", "markdown"])
def test_no_markup_header_or_link_of_a_stranger_survives(
    http: Client, post_office: PostOffice, by_mail: str, kind: str
) -> None:
    hostile = (
        "<script>alert(1)</script><img src=https://evil.example/p.gif>\r\nBcc: all@example.org [x](http://evil.example)"
    )
    address = Address(url=f"{by_mail}&format={kind}", variable="V")
    deliver(http, address, "karim", Message.of(hostile, ["• " + hostile, "• deux"]), NOW)
    sent = letter(post_office)
    assert post_office.recipients == [["karim@example.org"]]
    assert "Bcc" not in sent
    bodies = [part.get_content() for part in sent.walk() if part.get_content_maintype() == "text"]
    assert len(bodies) == (2 if kind == "html" else 1)
    for text in (*bodies, sent["Subject"]):
        assert "alert(1)" in text
        assert not any(sign in text for sign in ("<script", "<img", "<a", "://", "evil.example", "@", "]("))


def test_a_service_that_fails_says_why_without_its_address(http: Client) -> None:
    with pytest.raises(Unavailable) as raised:
        deliver(http, Address(url="json://token1234@127.0.0.1:9/T0K3N", variable="V"), "karim", MESSAGE, NOW)
    assert str(raised.value).startswith("the service did not take it (")
    assert "token1234" not in str(raised.value)
    assert "T0K3N" not in str(raised.value)


def test_a_post_office_that_refuses_is_a_failure(http: Client, post_office: PostOffice, by_mail: str) -> None:
    post_office.refuses = "550 not here"
    with pytest.raises(Unavailable):
        deliver(http, Address(url=by_mail, variable="V"), "karim", MESSAGE, NOW)


@pytest.mark.parametrize("url", ["karim@example.org", "nosuch://x", "slack://"])
def test_an_address_that_apprise_does_not_know_names_its_variable(http: Client, url: str) -> None:
    with pytest.raises(Rejected, match="V holds no address that apprise knows"):
        deliver(http, Address(url=url, variable="V"), "karim", MESSAGE, NOW)


def test_without_apprise_it_is_said_how_to_install_it(http: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(Rejected, match=r"V needs apprise, which is not installed: pip install “socialcare\[notify\]”"):
        deliver(http, Address(url="mailto://x", variable="V"), "karim", MESSAGE, NOW)
