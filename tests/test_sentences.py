"""A sentence says itself in English, and is stored and read back whole."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialcare.facts import State
from socialcare.hints import unknown
from socialcare.sentences import Sentence, mark, say, say_many
from socialcare.store.codec import sentences_of, sentences_text


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (say("nothing to do"), "nothing to do"),
        (say("unknown {what} “{word}”", what=say("expert"), word="{word}"), "unknown expert “{word}”"),
        (say_many("{n} mention", "{n} mentions", 0), "0 mentions"),
        (say_many("{n} mention", "{n} mentions", 1), "1 mention"),
        (say_many("{n} mention of {x}", "{n} mentions of {x}", 2, x="y"), "2 mentions of y"),
    ],
)
def test_a_sentence_says_itself_in_english(sentence: Sentence, said: str) -> None:
    assert str(sentence) == said


def test_a_value_that_the_template_names_must_be_given() -> None:
    with pytest.raises(KeyError):
        str(say("unknown {what}"))


def test_a_marked_text_is_unchanged() -> None:
    assert mark("{n} texts") == "{n} texts"


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("laboo", ["labo", "presse"], "unknown expert “laboo”; did you mean “labo”?"),
        ("xyz", ["labo", "presse"], "unknown expert “xyz”; known: labo, presse"),
        ("xyz", [], "unknown expert “xyz”; known: –"),
    ],
)
def test_an_unknown_word_is_told_with_what_was_probably_meant(word: str, known: list[str], said: str) -> None:
    assert str(unknown(say("expert"), word, known)) == said


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.dates()
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.builds(lambda value: say("in {value}", value=value), inner)
        | st.builds(
            lambda value, n: say_many("{n} of {value}", "{n} of {value}s", n, value=value), inner, st.integers()
        )
    ),
    max_leaves=6,
)


@given(VALUES)
def test_a_stored_sentence_comes_back_whole(value: object) -> None:
    sentence = say("a {value}", value=value)
    assert sentences_of(sentences_text([sentence])) == (sentence,)


def test_days_and_instants_keep_their_kind_and_other_values_become_text() -> None:
    kept: dict[str, object] = {"on": date(2026, 11, 18), "at": datetime(2026, 11, 18, 9, tzinfo=UTC)}
    assert sentences_of(sentences_text([say("x", **kept)])) == (say("x", **kept),)
    assert sentences_of(sentences_text([say("x", state=State.NEW, several=("a", "\ud800\0"))])) == (
        say("x", state="new", several=["a", "\ud800\0"]),
    )
