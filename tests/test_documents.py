"""Every mistake of a YAML file, with its place and a sentence that helps."""

from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from socialcare.documents import DEEPEST, LARGEST, BadValue, Document, parse, read
from socialcare.errors import FileMistakes
from socialcare.sentences import say


class Block(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Cutoff(Block):
    type: Literal["cutoff"]
    before: str


class Days(Block):
    type: Literal["days"]
    days: int = Field(ge=0)


class File(Block):
    name: str = "x"
    at: str = ""
    count: int = Field(default=0, le=10)
    on: bool = False
    size: Size = Size.SMALL
    words: list[str] = []
    numbers: dict[str, int] = {}
    policies: dict[str, Annotated[Cutoff | Days, Field(discriminator="type")]] = {}
    rules: list[Days] = []

    @field_validator("name")
    @classmethod
    def _known(cls, name: str) -> str:
        if name == "nobody":
            raise BadValue(say("“{name}” is nobody", name=name))
        return name


NOT_YAML = "rules.yaml:{}: this is not YAML here ({}); text with : or # or @ in it needs quotes"


def mistakes(text: str) -> list[str]:
    with pytest.raises(FileMistakes) as raised:
        parse(read(text, "rules.yaml"), File)
    return [str(mistake) for mistake in raised.value.mistakes]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # what is no YAML, or too clever
        ("- a", "rules.yaml:1:1: the file must be a list of “key: value” lines"),
        ("bonjour", "rules.yaml:1:1: the file must be a list of “key: value” lines"),
        ("name: a\nname: b", "rules.yaml:2:1: the key stands twice in the same block; keep one of them"),
        ("numbers: {a: 1, a: 2}", "rules.yaml:1:17: the key stands twice in the same block; keep one of them"),
        ("name: &x a", "rules.yaml:1:7: anchors and aliases (& and *) are not read here; a text with them needs quotes"),
        ("name: *x", "rules.yaml:1:7: anchors and aliases (& and *) are not read here; a text with them needs quotes"),
        ("name: !!python/name:os.system x", "rules.yaml:1:7: tags (!) are not read here; a text with one needs quotes"),
        ("name: !mot x", "rules.yaml:1:7: tags (!) are not read here; a text with one needs quotes"),
        (
            "name: @maison",
            NOT_YAML.format("1:7", "found character '@' that cannot start any token"),
        ),
        (
            "name: a: b",
            NOT_YAML.format("1:8", "mapping values are not allowed here"),
        ),
        (
            "name: a\n---\nname: b",
            NOT_YAML.format("2:1", "but found another document"),
        ),
        ("name: a\0b", "rules.yaml: this is not YAML (ReaderError)"),
        ("<<: {name: b}", "rules.yaml:1:1: unknown key “<<”; known: name, at, count, on, size, words, numbers, policies, rules"),
        # values
        ("name: nobody", "rules.yaml:1:7: “nobody” is nobody"),
        ("name: 12", "rules.yaml:1:7: “12” must be a text; put it between quotes"),
        ("name:", "rules.yaml:1:6: “None” must be a text; put it between quotes"),
        ("on: peut-être", "rules.yaml:1:5: “peut-être” must be true or false"),
        ("count: douze", "rules.yaml:1:8: “douze” must be a number"),
        ("count: 11", "rules.yaml:1:8: “11” is out of range (le 10)"),
        ("size: larg", "rules.yaml:1:7: unknown value “larg”; did you mean “large”?"),
        ("size: géant", "rules.yaml:1:7: unknown value “géant”; known: small, large"),
        ("words: colis", "rules.yaml:1:8: a list is expected here, such as [one, two]"),
        ("words:\n  - colis\n  - [1]", "rules.yaml:3:5: “[1]” must be a text; put it between quotes"),
        ("numbers: [1]", "rules.yaml:1:10: a block of “key: value” lines is expected here"),
        ("numbers:\n  a: 1\n  b: x", "rules.yaml:3:6: “x” must be a number"),
        # keys
        ("nam: a", "rules.yaml:1:1: unknown key “nam”; did you mean “name”?"),
        ("1: a", "rules.yaml:1:1: unknown key “1”; known: name, at, count, on, size, words, numbers, policies, rules"),
        ("rules:\n  - {type: days}", "rules.yaml:2:5: the key “days” is missing here"),
        ("rules:\n  - {type: days, days: 1, due: x}", "rules.yaml:2:27: unknown key “due”; known: type, days"),
        # of two kinds of blocks, the keys of the one that was meant
        ("policies:\n  a: {type: days, days: -1}", "rules.yaml:2:25: “-1” is out of range (ge 0)"),
        ("policies:\n  a: {type: cutoff}", "rules.yaml:2:6: the key “before” is missing here"),
        ("policies:\n  a: {type: days, days: 1, befor: x}", "rules.yaml:2:28: unknown key “befor”; known: type, days"),
        (
            "policies:\n  a: {type: cutoff, before: x, befor: x}",
            "rules.yaml:2:32: unknown key “befor”; did you mean “before”?",
        ),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place_and_its_sentence(text: str, said: str) -> None:
    assert mistakes(text) == [said]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    assert mistakes("count: x\nsize: y\non: z\nrules: [{type: days, days: x}]") == [
        "rules.yaml:1:8: “x” must be a number",
        "rules.yaml:2:7: unknown value “y”; known: small, large",
        "rules.yaml:3:5: “z” must be true or false",
        "rules.yaml:4:28: “x” must be a number",
    ]


@pytest.mark.parametrize("text", ["12:00", "2026-12-24", "2026-13-45", "no", "1_000 €", "=", "~x"])
def test_a_text_without_quotes_stays_as_it_is_written(text: str) -> None:
    assert parse(read(f"at: {text}", "rules.yaml"), File).at == text


def test_a_date_may_be_a_key() -> None:
    assert list(read("numbers: {2026-12-24: 1, 2026-12-25: 2}", "r").values["numbers"]) == ["2026-12-24", "2026-12-25"]


@pytest.mark.parametrize("text", ["", "# rien\n", "---\n"])
def test_an_empty_file_is_an_empty_block(text: str) -> None:
    assert parse(read(text, "rules.yaml"), File) == File()


def test_a_file_too_large_is_not_read() -> None:
    assert mistakes("#" * (LARGEST + 1)) == [f"rules.yaml: the file is larger than {LARGEST} characters"]


@pytest.mark.parametrize("deep", [DEEPEST, 3_000, 200_000])
def test_blocks_too_deep_are_refused_before_anything_is_built(deep: int) -> None:
    (said,) = mistakes("words: " + "[" * deep)
    assert said == f"rules.yaml:1:{8 + DEEPEST - 1}: blocks are nested deeper than {DEEPEST}"
    assert read("words: " + "[" * (DEEPEST - 2) + "]" * (DEEPEST - 2), "rules.yaml").values


def test_a_place_that_the_file_does_not_have_is_the_nearest_above() -> None:
    document: Document = read("rules:\n  - {type: days}\n", "rules.yaml")
    assert str(document.mistake(("rules", 0, "days", "x"), say("no"))) == "rules.yaml:2:5: no"
    assert str(document.mistake((), say("no"))) == "rules.yaml:1:1: no"
    assert document.line(("rules", 0, "type")) == 2


def test_values_from_elsewhere_are_told_at_the_place_they_stand_for() -> None:
    document = read("name: x\nrules:\n  - {type: days}\n", "rules.yaml")
    with pytest.raises(FileMistakes) as raised:
        parse(document, Days, ("rules", 0), {"type": "days", "days": "x"})
    assert str(raised.value) == "rules.yaml:3:5: “x” must be a number"
