"""What people read is all French or all English; what machines read is the same in both."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import typer

import catalogues
from socialcare.cli.labels import LABELS
from socialcare.cli.language import Language, chosen, named
from socialcare.cli.program import app
from socialcare.facts import Emotion
from socialcare.sentences import say, say_many

Run = Callable[..., Any]

FRENCH = {"LANG": "fr_FR.UTF-8"}


def _commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from _commands(child, (*path, name))


COMMANDS = dict(_commands(typer.main.get_command(app)))

ERRORS = [
    ("traige",), ("rules", "chek"), ("triage", "--jsno"), ("triage", "--zzz"), ("show",), ("show", "one"), ("show", "1", "2"),
    ("draft", "1"), ("draft", "1", "--text"), ("triage", "--json=x"), ("triage", "--limit", "-1"),
    ("triage", "--json", "--csv"), ("triage", "--as-of", "soon"), ("show", "99999"), ("undo",), ("--as", "clare", "undo"),
    ("--as", "labo", "reply", "1", "--text", "x", "--mark-only"), ("--as", "claire", "reply", "1", "--text", "x"),
    ("--as", "claire", "undo"), ("--as", "claire", "assign", "1", "--to", "laboo"), ("import", "no.csv", "--channel", "x"),
    ("--workspace", "nowhere", "triage"), ("init", "."), ("--as", "claire", "note", "1", " "), ("--lang", "fr"),
    ("--lang", "xx", "triage"),
]  # fmt: skip

TITLES = [
    (("triage", "--no-pull"), ("No", "Left", "Emotion", "Channel", "Author", "Message", "Expert")),
    (("search", "sels"), ("No", "Left", "Emotion", "Channel", "Author", "Message", "Expert")),
    (("breaches",), ("No", "Late by", "Due", "Answered", "Where", "Whose", "Message")),
    (("complaints",), ("No", "Posted", "Promise", "Topic", "Emotion", "Message", "Expert")),
    (("connectors", "list"), ("Connector", "What it reads", "Channels", "Package")),
]


@pytest.fixture(scope="session")
def pairs() -> list[tuple[str, str]]:
    """Each English text whose French differs, with its French."""
    found = []
    for message in catalogues.updated("fr"):
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        french = [message.string] if isinstance(message.string, str) else list(message.string or [""] * len(texts))
        found += [(en, fr) for en, fr in zip(texts, french, strict=True) if en and fr and en != fr]
    return found


@pytest.fixture(scope="session")
def english_in(pairs: list[tuple[str, str]]) -> Callable[[str], list[str]]:
    """What a French text left in English: pieces of three words or more of an English text, its values left out."""
    pieces = {piece.strip(" .,;:") for text, _ in pairs for piece in re.split(r"\{\w+\}", text)}
    french = " ".join(text for _, text in pairs)
    known = [piece for piece in pieces if len(piece.split()) >= 3 and piece not in french]

    def left(text: str) -> list[str]:
        flat = _flat(text)
        return [piece for piece in known if piece in flat]

    return left


def _flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_the_help_of_each_command_is_french_or_english(
    run: Run, english_in: Callable[[str], list[str]], path: tuple[str, ...]
) -> None:
    french, english = run(*path, "--help", **FRENCH), run(*path, "--help")
    assert french.code == english.code == 0
    assert english.out.startswith("Usage: socialcare")
    assert french.out.startswith(Language("fr").text("Usage: "))
    assert english_in(french.out) == []
    language = Language("fr")
    told, command = _flat(french.out), COMMANDS[path]
    texts = [command.help, *(each.help for each in command.params if getattr(each, "help", None))]
    assert [text for text in texts if _flat(language.text(text)) not in told] == []
    assert [text for text in texts if _flat(text) not in _flat(english.out)] == []
    for heading in ("Options", "Commands", "Show this message and stop."):
        assert heading not in english.out or language.text(heading) in told


def test_each_command_and_option_has_a_help() -> None:
    without = [(path, each.name) for path, command in COMMANDS.items() for each in command.params if not each.help]
    assert without == []
    assert [path for path, command in COMMANDS.items() if not command.help] == []


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("words", ERRORS, ids=" ".join)
def test_errors_are_french_or_english(run: Run, english_in: Callable[[str], list[str]], words: tuple[str, ...]) -> None:
    french, english = run(*words, **FRENCH), run(*words)
    assert french.code == english.code == 2
    assert french.out == english.out == ""
    if "--lang" not in words:
        assert french.err != english.err
    assert english_in(french.err) == []
    assert not re.search(r"\b(Got|No such|Option|Invalid|Missing|requires|unexpected)\b", french.err)


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(("words", "titles"), TITLES, ids=lambda each: each[0])
def test_tables_have_titles_in_the_language(run: Run, words: tuple[str, ...], titles: tuple[str, ...]) -> None:
    for code, environment in (("en", {}), ("fr", FRENCH)):
        head = run(*words, **environment).out.partition("───")[0].rstrip().splitlines()[-1]
        rest = head
        for title in (Language(code).text(each) for each in titles):
            assert title in rest, (code, head)
            rest = rest.partition(title)[2]


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("words", [
    ("triage", "--no-pull"), ("triage", "--no-pull", "--set-aside"), ("show", "1"), ("breaches",), ("complaints",),
    ("doctor",), ("rules", "check"), ("pull",), ("calendar", "lock"), ("--as", "claire", "note", "1", "vu"),
])  # fmt: skip
def test_the_screen_is_french_or_english(
    run: Run, english_in: Callable[[str], list[str]], words: tuple[str, ...]
) -> None:
    french, english = run(*words, **FRENCH), run(*words)
    assert french.code == english.code
    assert (french.out, french.err) != (english.out, english.err)
    assert english_in(french.out + french.err) == []


@pytest.mark.usefixtures("workspace")
def test_the_option_wins_over_the_locale(run: Run) -> None:
    french, english = run("show", "1", **FRENCH).out, run("show", "1").out
    assert french != english
    assert run("--lang", "fr", "show", "1").out == french
    assert run("--lang=fr", "show", "1").out == french
    assert run("--lang", "en", "show", "1", **FRENCH).out == english


@pytest.mark.parametrize(("words", "code"), [
    ("--lang fr triage", "fr"), ("--lang=fr triage", "fr"), ("-q --as claire --lang fr undo", "fr"), ("triage", None),
    ("--workspace --lang triage", None), ("draft 1 --text --lang=fr", None), ("note 1 -- --lang fr", None), ("--lang", None),
])  # fmt: skip
def test_the_language_is_named_before_the_command(words: str, code: str | None) -> None:
    assert named(words.split()) == code


@pytest.mark.parametrize(("environment", "code"), [
    ({}, "en"), ({"LANG": "C.UTF-8"}, "en"), ({"LANG": "de_DE.UTF-8"}, "en"), ({"LANG": "fr_FR.UTF-8"}, "fr"),
    ({"LANG": "fr_CA"}, "fr"), ({"LC_ALL": "fr_FR", "LANG": "en_GB"}, "fr"), ({"LC_MESSAGES": "en", "LANG": "fr"}, "en"),
    ({"LANGUAGE": "fr:en", "LANG": "en_GB"}, "fr"), ({"LANGUAGE": "", "LANG": "fr_FR"}, "fr"),
    ({"SOCIALCARE_LANG": "fr", "LANGUAGE": "en"}, "fr"),
])  # fmt: skip
def test_the_locale_chooses_as_gettext_reads_it(environment: dict[str, str], code: str) -> None:
    assert chosen(None, environment) == code


@pytest.mark.parametrize(("seconds", "english", "french"), [
    (0, "0 min", "0 min"), (59, "0 min", "0 min"), (-2520, "−42 min", "−42 min"), (3600, "1 h 00", "1 h 00"),
    (-3900, "−1 h 05", "−1 h 05"), (86399, "23 h 59", "23 h 59"), (86400, "1 d 0 h", "1 j 0 h"),
    (-273600, "−3 d 4 h", "−3 j 4 h"), (8640000, "100 d", "100 j"),
])  # fmt: skip
def test_a_duration_has_two_units_at_most(seconds: int, english: str, french: str) -> None:
    assert (Language("en").duration(seconds), Language("fr").duration(seconds)) == (english, french)


@pytest.mark.parametrize(("value", "english", "french"), [
    (1231, "1,231", "1\u202f231"), (2.4, "2.4", "2,4"), (True, "yes", "oui"), (Emotion.ANGER, "anger", "colère"),
    (datetime.fromisoformat("2026-11-20T09:30:00+00:00"), "Fri 20/11/2026 10:30", "ven. 20/11/2026 10:30"),
    (date(2026, 11, 20), "Fri 20/11/2026", "ven. 20/11/2026"), (("a", 2.5), "a, 2.5", "a, 2,5"),
    ("[=1 {n}]", "[=1 {n}]", "[=1 {n}]"),
])  # fmt: skip
def test_values_are_written_as_the_language_does(value: object, english: str, french: str) -> None:
    sentence = say("{value}", value=value)
    assert (Language("en")(sentence), Language("fr")(sentence)) == (english, french)


def test_times_are_those_of_the_brands_zone() -> None:
    instant = datetime.fromisoformat("2026-11-20T21:30:00+00:00")
    there = Language("en", ZoneInfo("Indian/Reunion"))
    assert there.headline(instant) == "Saturday 21 November 2026, 01:30 (Indian/Reunion)"
    assert there.full(instant) == "Sat 21/11/2026 01:30"


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    outer = say("error: {what}", what=say_many("{n} complaint", "{n} complaints", 2))
    assert Language("en")(outer) == "error: 2 complaints"
    assert "2 plaintes" in Language("fr")(outer)


def test_each_value_of_the_facts_has_a_word() -> None:
    french = Language("fr")
    assert [value for value in LABELS if not french.label(value)] == []
    assert french.label(None) == ""


@pytest.mark.usefixtures("workspace")
def test_a_stored_explanation_names_its_values_in_the_language(run: Run) -> None:
    """They went through the database, where a value of the facts is a text like any other."""
    angry = next(row for row in run("triage", "--json").rows if row["rule"] == "plainte en colère")
    told = run("show", str(angry["case"]), **FRENCH).out.replace("\u00a0", " ").replace("\u202f", " ")
    assert "émotion : colère" in told or "émotion : dégoût" in told
    assert "intention : plainte" in told
    assert "responsible" not in told


@pytest.mark.usefixtures("workspace")
def test_the_parts_of_a_case_stand_apart(run: Run) -> None:
    assert "\n\nPourquoi\n" in "\n".join(line.rstrip() for line in run("show", "27", **FRENCH).out.splitlines())


NARROW = [
    (("triage", "--no-pull"), ("No", "Left", "Emotion", "Message", "Expert")),
    (("search", "sels"), ("No", "Left", "Emotion", "Message", "Expert")),
    (("breaches",), ("No", "Late by", "Due", "Answered", "Where", "Whose")),
    (("complaints",), ("No", "Posted", "Promise", "Topic", "Emotion", "Message")),
    (("customers",), ("Customer", "Last message", "Cases", "Open", "Kept", "Broken")),
    (("transparency",), ("Channel", "Complaints", "In time", "Late", "Waiting", "Answered %", "In time %")),
    (("warnings",), ("No", "Since", "Due", "Left", "Whom")),
    (("templates",), ("Name", "Label", "Topic", "To give: --set")),
    (("log", "1"), ("When", "Act", "What")),
]


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(("words", "titles"), NARROW, ids=str)
@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_screen_of_80_columns_shows_its_titles_whole(
    run: Run, words: tuple[str, ...], titles: tuple[str, ...], code: str
) -> None:
    lines = run("--lang", code, *words, COLUMNS="80").out.splitlines()
    assert max(map(len, lines)) <= 80
    rule = next(number for number, line in enumerate(lines) if line.startswith("──"))
    shown = set(" ".join(lines[max(rule - 2, 0) : rule]).split())
    wanted = {word for title in titles for word in Language(code).text(title).split()}
    assert wanted <= shown


def test_a_negative_number_has_a_true_minus_sign() -> None:
    assert Language("fr").number(-0.95) == "−0,95"
    assert Language("en").number(-1234) == "−1,234"


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(("act", "said"), [
    (("take", "27"), "nothing has changed: in your hand already"),
    (("tag", "27", "vip"), "nothing has changed: case 27 is tagged so already"),
    (("assign", "27", "--to", "qualite"), "nothing has changed: Paul Nguyen has it already"),
], ids=str)  # fmt: skip
def test_an_act_that_changes_nothing_says_so(run: Run, act: tuple[str, ...], said: str) -> None:
    assert run("--as", "claire", *act).err != f"{said}\n"
    assert run("--as", "claire", *act).err == f"{said}\n"
    told = run("--as", "claire", "untag", "27", "presse")
    assert told.err == "nothing has changed: case 27 is not tagged so\n"
