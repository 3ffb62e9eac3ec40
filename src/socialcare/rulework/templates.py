"""`rules/answers.yaml`: answers written beforehand, with variables in braces. A template never sends by itself."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from socialcare.documents import Document, Place, parse, read
from socialcare.errors import FileMistakes, Mistake, WrongUse
from socialcare.hints import unknown
from socialcare.sentences import Sentence, say
from socialcare.workspace import Workspace

FILE = Path("rules") / "answers.yaml"

FIRST_NAME = "prenom"
"""The one variable that may have no value: the space before it goes too, and “Bonjour {prenom},” is “Bonjour,”."""

KNOWN = (FIRST_NAME, "client", "handle", "marque", "dossier", "sujet", "signature")
"""What socialcare knows itself; every other name is the template's own, given by --set."""

_SLIP = 0.8
"""How like one of KNOWN a name of the template's own is a typing mistake of it (difflib's ratio): prenon, not nom."""

_PIECE = re.compile(r"(?P<brace>\{\{|\}\})|(?P<space>[ \u00a0]*)\{(?P<name>[^{}]*)\}|(?P<stray>[{}])")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _TemplateText(_Block):
    text: str
    label: str = ""
    topic: str = ""


class _AnswersText(_Block):
    templates: dict[str, _TemplateText] = Field(default={})


@dataclass(frozen=True, kw_only=True)
class Template:
    """An answer with variables; `topic` is a topic of the rules, or ""."""

    name: str
    label: str
    topic: str
    text: str

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Without case and accents, in the order in which they first stand in the text."""
        named = (_folded(found["name"].strip()) for found in _PIECE.finditer(self.text) if found["name"] is not None)
        return tuple(dict.fromkeys(named))

    @property
    def own(self) -> tuple[str, ...]:
        """Those that socialcare does not know, for --set."""
        return tuple(name for name in self.variables if name not in KNOWN)

    def filled(self, known: Mapping[str, str], given: Mapping[str, str]) -> str:
        """With the values of KNOWN, and of its own; what is `given` wins. Raises WrongUse with all that is amiss."""
        missing, unused = self._missing(known, given), self._unused(given)
        if missing or unused:
            raise WrongUse(self._amiss(missing, unused))
        return self._with(known, given)

    def preview(self, known: Mapping[str, str], given: Mapping[str, str]) -> tuple[str, list[str]]:
        """What is still missing stays as it is written, and is named. Raises WrongUse for what it does not have."""
        missing, unused = self._missing(known, given), self._unused(given)
        if unused:
            raise WrongUse(self._amiss([], unused))
        return self._with({name: value for name, value in known.items() if name not in missing}, given), missing

    def _missing(self, known: Mapping[str, str], given: Mapping[str, str]) -> list[str]:
        """Without any value where nothing is known, the first name too."""
        values = _together(known, given)
        return [
            name
            for name in self.variables
            if not values.get(name, "").strip() and not (name == FIRST_NAME and name in values)
        ]

    def _unused(self, given: Mapping[str, str]) -> list[str]:
        return [name for name in given if _folded(name) not in self.variables]

    def _with(self, known: Mapping[str, str], given: Mapping[str, str]) -> str:
        """What is put in is never read again for variables."""
        values = _together(known, given)

        def put(found: re.Match[str]) -> str:
            if found["brace"]:
                return found["brace"][0]
            value = values.get(_folded(found["name"].strip()))
            if value is None:
                return found[0]
            return f"{found['space']}{value}" if value.strip() else ""

        return _PIECE.sub(put, self.text)

    def _amiss(self, missing: Sequence[str], unused: Sequence[str]) -> Sentence:
        if not unused:
            return say(
                "template “{name}” needs {missing}; give it with {example}",
                name=self.name,
                missing=_braced(missing),
                example=" ".join(f"--set {name}=…" for name in missing),
            )
        told = {"name": self.name, "unused": _braced(unused), "variables": _braced(self.variables) or "–"}
        if not missing:
            return say("template “{name}” has no {unused}; its variables: {variables}", **told)
        return say(
            "template “{name}” needs {missing} and has no {unused}; its variables: {variables}",
            **told,
            missing=_braced(missing),
        )


def read_templates(workspace: Workspace, topics: Collection[str] | None) -> dict[str, Template]:
    """By name, in the order of the file; none where there is no file. Raises FileMistakes with every mistake in it.

    `topics` are those of the rules, None where they are not known: then no topic is a mistake.
    """
    if not (workspace.folder / FILE).exists():
        return {}
    document = read(workspace.read(FILE), FILE.as_posix())
    text = parse(document, _AnswersText)
    mistakes = [mistake for name, each in text.templates.items() for mistake in _mistakes(document, name, each, topics)]
    if mistakes:
        raise FileMistakes(sorted(mistakes, key=lambda mistake: (mistake.line, mistake.column)))
    return {
        name: Template(name=name, label=each.label.strip(), topic=each.topic, text=each.text.strip())
        for name, each in text.templates.items()
    }


def named(templates: Mapping[str, Template], name: str) -> Template:
    """Raises WrongUse with the one that was probably meant."""
    if not templates:
        raise WrongUse(say("there is no template yet; {file} holds them", file=FILE.as_posix()))
    if name not in templates:
        raise WrongUse(unknown(say("template"), name, list(templates)))
    return templates[name]


def _mistakes(document: Document, name: str, text: _TemplateText, topics: Collection[str] | None) -> Iterator[Mistake]:
    place = ("templates", name)
    if not text.text.strip():
        yield document.mistake((*place, "text"), say("the text is empty"))
    if text.topic and topics is not None and text.topic not in topics:
        yield document.mistake((*place, "topic"), unknown(say("topic"), text.topic, list(topics)))
    yield from _of_variables(document, (*place, "text"), text.text)


def _of_variables(document: Document, place: Place, text: str) -> Iterator[Mistake]:
    told: set[str] = set()
    for found in _PIECE.finditer(text):
        name = _folded((found["name"] or "").strip())
        if found["stray"] and "stray" not in told:
            told.add("stray")
            yield document.mistake(place, say("a brace stands alone; write {one} for a brace", one=found["stray"] * 2))
        if found["name"] is None or name in told:
            continue
        told.add(name)
        if not _NAME.fullmatch(name):
            yield document.mistake(
                place, say("“{text}” is no variable; write it as {example}", text=found[0].strip(), example="{prenom}")
            )
        elif name not in KNOWN and difflib.get_close_matches(name, KNOWN, n=1, cutoff=_SLIP):
            yield document.mistake(place, unknown(say("variable"), name, KNOWN))


def _braced(names: Sequence[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _together(known: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    return {**known, **{_folded(name): value for name, value in given.items()}}


def _folded(name: str) -> str:
    """Without case and accents: {Prénom} is {prenom}."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
