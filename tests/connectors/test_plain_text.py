import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialcare_connectors._plain_text import LONGEST, clean, one_line, plain_text, web_address


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Bonjour</p><p>Toujours rien&nbsp;!</p>", "Bonjour\nToujours rien\xa0!"),
        ("un<br>deux<br />trois", "un\ndeux\ntrois"),
        (
            '<span class="h-card"><a href="https://x.example/@marque">@<span>marque</span></a></span> aide',
            "@marque aide",
        ),
        ('<a href="h"><span class="invisible">https://</span><span>x.example/a</span></a>', "https://x.example/a"),
        ("<script>alert(1)</script>vu<style>p{}</style>", "vu"),
        ("5 &lt; 6 &amp;amp; 7", "5 < 6 &amp; 7"),
        ("a < b", "a < b"),
        ("<![foo[x", "<![foo[x"),
        ("<p>  trop   \n de blancs </p>", "trop de blancs"),
    ],
)
def test_html_becomes_the_words_a_reader_sees(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "ab"),
        ("\ud83d\ude00", "😀"),
        ("a\ud800b", "a\ufffdb"),
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("  à  ", "à"),
        ("x" * (LONGEST + 5), "x" * (LONGEST - 1) + "…"),
    ],
)
def test_a_text_is_cleaned_of_what_the_store_cannot_hold(text: str, kept: str) -> None:
    assert clean(text) == kept


@given(st.text(alphabet=st.sampled_from('<>![]-/&;#x"= \n\0\ud800aé'), max_size=200))
def test_no_html_makes_the_reader_fail(html: str) -> None:
    text = plain_text(html)
    assert "\0" not in text
    text.encode()


def test_a_long_line_is_cut_at_a_word() -> None:
    assert one_line("un deux\ntrois quatre", 12) == "un deux…"
    assert one_line("anticonstitutionnellement", 6) == "antic…"


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "file:///etc/passwd", "http://a b", "//x.example", "", "ftp://x"]
)
def test_only_web_addresses_are_links(text: str) -> None:
    assert web_address(text) == ""
    assert web_address("https://x.example/é?q=1") == "https://x.example/é?q=1"
