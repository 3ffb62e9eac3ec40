"""The invented mentions of `socialcare init --demo` are well formed, coherent, varied and harm nobody."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from socialcare.facts import Kind

SAMPLES = Path(__file__).parents[1] / "data" / "samples" / "demo.jsonl"
BRAND = ("maisonlavande", "lavande_sav")
REPEAT = re.compile(r"RT @(?P<author>\S+) : (?P<text>.+)", re.DOTALL)
SALTS = r"\bsels\b"


class Line(BaseModel):
    """One mention; `day` counts from the day of the demo (0), `time` is the wall time in Paris."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    channel: Literal["mastodon", "bluesky", "facebook", "instagram", "avis", "email"]
    ref: Annotated[str, Field(pattern=r"^[mbfiae]-\d{4}$")]
    author: Annotated[str, Field(pattern=r"^[^@\s]\S*$")]
    name: Annotated[str, Field(min_length=1)]
    followers: Annotated[int, Field(ge=0)] | None
    text: Annotated[str, Field(min_length=1)]
    day: Annotated[int, Field(ge=-6, le=0)]
    time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    kind: Kind
    in_reply_to: str | None
    thread: str | None
    rating: Annotated[int, Field(ge=1, le=5)] | None
    language: Literal["fr", "en"]
    url: Annotated[str, Field(pattern=r"^(https://example\.org/\S+)?$")]

    @property
    def when(self) -> tuple[int, str]:
        return self.day, self.time

    @property
    def is_brand(self) -> bool:
        return self.author in BRAND


LINES = [Line.model_validate_json(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
BY_REF = {line.ref: line for line in LINES}
CUSTOMERS = [line for line in LINES if not line.is_brand]
ANSWERS = [line for line in LINES if line.is_brand and line.in_reply_to]


def answered(answer: Line) -> Line:
    return BY_REF[answer.in_reply_to or ""]


def is_on_time(answer: Line) -> bool:
    """Before noon, by 17:00 the same day; later, by 17:00 the day after: kept even if every day is worked."""
    asked = answered(answer)
    return answer.when <= (asked.day + (asked.time >= "12:00"), "17:00")


def conversation(line: Line) -> str:
    """The ref of the customer's message that opened it; a brand's own post opens none."""
    parent = BY_REF.get(line.in_reply_to or "")
    if parent is None or (parent.is_brand and parent.in_reply_to is None):
        return line.ref
    return conversation(parent)


def test_a_reference_is_used_once() -> None:
    assert [ref for ref, n in Counter(line.ref for line in LINES).items() if n > 1] == []


def test_lines_stand_in_order_of_time() -> None:
    assert [(a.ref, b.ref) for a, b in pairwise(LINES) if a.when > b.when] == []


def test_nothing_is_said_after_the_demo_opens() -> None:
    assert [line.ref for line in LINES if line.when > (0, "10:25")] == []


def test_a_reply_follows_an_earlier_message_of_its_channel_and_thread() -> None:
    for number, line in enumerate(LINES):
        if line.in_reply_to is None:
            continue
        parent = next((earlier for earlier in LINES[:number] if earlier.ref == line.in_reply_to), None)
        assert parent is not None, line.ref
        assert (parent.channel, parent.thread) == (line.channel, line.thread), line.ref


def test_reviews_alone_have_a_rating() -> None:
    assert [line.ref for line in LINES if (line.rating is None) == (line.kind is Kind.REVIEW)] == []


def test_an_author_keeps_one_name_and_one_audience_on_a_channel() -> None:
    faces = {(line.channel, line.author, line.name, line.followers) for line in LINES}
    assert len(faces) == len({(line.channel, line.author) for line in LINES})


def test_an_answer_of_the_brand_is_signed_with_a_first_name() -> None:
    assert [line.ref for line in ANSWERS if not re.search(r"\b(Claire|Mehdi)\b[^.]*$", line.text)] == []


def test_half_of_the_mentions_are_of_today_and_the_day_before() -> None:
    recent = sum(line.day >= -1 for line in LINES)
    assert 0.4 <= recent / len(LINES) <= 0.6
    assert {line.day for line in LINES} == set(range(-6, 1))


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_of_message_is_there_twice_at_least(kind: Kind) -> None:
    assert sum(line.kind is kind for line in LINES) >= 2


@pytest.mark.parametrize(
    ("what", "pattern", "least"),
    [
        ("late or lost parcel", r"\bcolis\b|suivi indique|point relais", 3),
        ("double debit", r"prélevée deux fois", 1),
        ("refund awaited", r"rembours", 3),
        ("skin or allergy", r"plaques rouges|allergique", 2),
        ("burn", r"brûlure", 1),
        ("shop", r"\b(boutique|magasin)", 5),
        ("crash of the app", r"(?i)\bappli\b.*(ferme|crash)", 2),
        ("promo code refused", r"\bcode\b.*ne marche pas", 1),
        ("discontinued product", r"Introuvable", 1),
        ("vegan and tests on animals", r"vegan.*animaux", 1),
        ("job", r"\bCV\b", 1),
        ("journalist", r"Journaliste", 1),
        ("personal data", r"RGPD", 1),
        ("legal threat", r"DGCCRF", 2),
        ("thanks and love", r"😍|❤️|💜|🥰", 4),
        ("suggestion", r"petite série|recharges en vrac", 2),
        ("irony", r"👏|🙃|🙄", 3),
        ("spam", r"👉|Cliquez vite", 3),
        ("teenager", r"\bwsh\b", 1),
        ("Belgium", r"nonante", 1),
        ("Québec", r"magasiné", 1),
        ("La Réunion", r"\bOté\b", 1),
        ("hostile looks", r"^=.*\[bold\]", 1),
        ("repeat", r"^RT @", 1),
    ],
)
def test_the_day_brings_all_that_a_desk_meets(what: str, pattern: str, least: int) -> None:
    assert sum(bool(re.search(pattern, line.text, re.DOTALL)) for line in CUSTOMERS) >= least, what


def test_one_mention_is_in_english() -> None:
    assert Counter(line.language for line in LINES)["en"] == 1


def test_the_bath_salts_are_a_wave_of_one_night_without_answer() -> None:
    wave = [line for line in CUSTOMERS if re.search(SALTS, line.text)]
    assert 12 <= len(wave) <= 14
    assert all(line.when >= (-1, "18:00") for line in wave)
    assert {line.day for line in wave} == {-1, 0}
    assert not {line.ref for line in wave} & {line.in_reply_to for line in ANSWERS}


def test_six_conversations_of_two_to_four_messages_are_answered_on_time() -> None:
    lengths = Counter(conversation(line) for line in LINES)
    kept = {conversation(line) for line in ANSWERS if is_on_time(line)}
    assert sum(2 <= lengths[opening] <= 4 for opening in kept) >= 6
    assert {lengths[opening] for opening in kept} >= {2, 3, 4}


def test_one_answer_is_late_whatever_the_weekends_and_holidays() -> None:
    late = [line for line in ANSWERS if not is_on_time(line)]
    assert [line.day - answered(line).day >= 5 for line in late] == [True]


def test_one_customer_comes_back_unhappy_after_the_answer() -> None:
    returns = [line for line in CUSTOMERS if line.in_reply_to and line.kind is Kind.MESSAGE]
    assert [line.author for line in returns if "très déçu" in line.text] == ["karim.bel"]


def test_two_customers_comment_under_one_post_of_the_brand() -> None:
    post = next(line for line in LINES if line.is_brand and line.kind is Kind.POST)
    commenting = {line.author for line in CUSTOMERS if line.in_reply_to == post.ref}
    assert len(commenting & {answered(answer).author for answer in ANSWERS}) == 2


def test_no_text_stands_twice_but_a_repeat_word_for_word() -> None:
    assert max(Counter(line.text for line in LINES).values()) == 1
    said = {(line.author, line.text) for line in LINES}
    repeats = [found for line in LINES if (found := REPEAT.fullmatch(line.text))]
    assert repeats
    assert all((found["author"], found["text"]) in said for found in repeats)


def test_wording_is_not_made_from_templates() -> None:
    trigrams: list[tuple[str, ...]] = []
    for line in LINES:
        words = re.findall(r"\w+", REPEAT.sub("", line.text).lower())
        trigrams += zip(words, words[1:], words[2:], strict=False)
    assert len(set(trigrams)) / len(trigrams) > 0.9


def test_phone_numbers_are_of_the_range_kept_for_fiction() -> None:
    texts = "\n".join(line.text for line in LINES)
    numbers = re.findall(r"(?<!\d)(?:\+33\s?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)", texts)
    assert numbers
    assert [number for number in numbers if not number.startswith("01 99 00 ")] == []


def test_links_and_addresses_lead_to_example_org_only() -> None:
    texts = "\n".join(f"{line.author} {line.text}" for line in LINES)
    hosts = re.findall(r"(?:https?://|www\.|\w@)([\w-]+(?:\.[\w-]+)+)", texts)
    assert set(hosts) == {"example.org"}


def test_no_weekday_or_month_is_named() -> None:
    """The demo may be opened on any date."""
    named = (
        r"(?i)\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|février|mars|avril|mai|juin|juillet"
        r"|août|septembre|octobre|novembre|décembre)\b"
    )
    assert [line.ref for line in LINES if re.search(named, line.text)] == []
