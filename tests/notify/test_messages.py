"""Whatever a stranger writes stays words: no markup, no link, no call to everybody, no second line."""

import pytest

from socialcare.notify import Address, Message, inert
from socialcare.notify.messages import LONGEST_LINE


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("où est mon colis ? 12.50 €, l’été", "où est mon colis ? 12.50 €, l’été"),
        ("Maison Lavande\u00a0: «\u00a02 dossiers\u00a0»", "Maison Lavande\u00a0: «\u00a02 dossiers\u00a0»"),
        ("<img src=x onerror=alert(1)>", "＜img src=x onerror=alert(1)＞"),
        ("[clic](https://evil.example/a)", "［clic］(https：//evil․example/a)"),
        ("<!channel> @everyone <@U123>", "＜!channel＞ ＠everyone ＜＠U123＞"),
        ("**gras** _it_ ~~non~~ `code` | # x", "＊＊gras＊＊ ＿it＿ ～～non～～ ｀code｀ ｜ ＃ x"),
        ("un\r\nBcc: tous@example.org\u2028deux\x85", "un Bcc: tous＠example․org deux"),
        ("a\u202eb\u200bc\x1b[31m\ud800\U000e0041", "abc ［31m"),
        ("&lt;b&gt;", "＆lt;b＆gt;"),
        ("{{ app_id }}", "｛｛ app＿id ｝｝"),
    ],
)
def test_a_text_is_made_inert(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_an_inert_text_stays_as_it_is() -> None:
    once = inert("<a href='//evil.example'>@all</a>\n- x" + "y" * 1000)
    assert inert(once) == once
    assert len(once) == LONGEST_LINE


def test_a_message_is_one_line_a_line_whatever_stands_in_it() -> None:
    message = Message.of("titre\r\nBcc: x", ["un\ndeux", "trois"])
    assert message.title == "titre Bcc: x"
    assert message.text == "un deux\ntrois"


def test_an_address_does_not_show_its_secrets() -> None:
    shown = repr(Address(url="slack://T0K3N", variable="V", secret="s3cret"))
    assert "T0K3N" not in shown
    assert "s3cret" not in shown
