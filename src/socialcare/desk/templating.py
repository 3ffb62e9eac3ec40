"""A template made into the text of an answer to one case; a person sends it, as any other."""

import re
from collections.abc import Mapping

from socialcare.cases import Case
from socialcare.desk.desk import Desk
from socialcare.desk.handing import case_of, name_of
from socialcare.facts import Author, Role
from socialcare.routing import Person
from socialcare.rulework.templates import Template, named, read_templates

_TITLES = frozenset(
    {"m", "mr", "mme", "mlle", "mrs", "ms", "dr", "me", "monsieur", "madame", "mademoiselle", "docteur"}
)

_LONGEST = 30
"""Letters of a first name; what is longer is none."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")


def templates(desk: Desk) -> dict[str, Template]:
    """Raises FileMistakes with every mistake of rules/answers.yaml."""
    return read_templates(desk.workspace, desk.rules.text.topics)


def templated(desk: Desk, by: Person, number: int, name: str, given: Mapping[str, str]) -> str:
    """The text of an answer to this case, signed by who is to send it. Raises WrongUse with all that is amiss."""
    return named(templates(desk), name).filled(values(desk, case_of(desk, number), by), given)


def values(desk: Desk, case: Case, by: Person | None) -> dict[str, str]:
    """Of the variables that every template may name. An expert proposes, so the case's community manager signs."""
    route = case.voice.route
    signs = by.name if by and by.role is Role.COMMUNITY_MANAGER else name_of(desk, case.community_manager)
    return {
        "prenom": first_name(case.author.name),
        "client": client(case.author),
        "handle": _inert(case.author.handle),
        "marque": desk.settings.brand,
        "dossier": str(case.number),
        "sujet": topic_label(desk, route.topic if route else ""),
        "signature": signs,
    }


def topic_label(desk: Desk, topic: str) -> str:
    known = desk.rules.text.topics.get(topic)
    return (known.label if known else "") or topic


def first_name(name: str) -> str:
    """The first word of letters; "" where the name begins with a title, as a family name follows, or has no such word."""
    found = _WORD.search(name)
    word = found[0].removesuffix(".") if found else ""
    if not 1 < len(word) <= _LONGEST or word.casefold() in _TITLES:
        return ""
    return word.title() if word.isupper() or word.islower() else word


def client(author: Author) -> str:
    """The name, else the handle. Without @: a customer's name must not call anybody else into the conversation."""
    return _inert(author.name).replace("@", "") or _inert(author.handle)


def _inert(text: str) -> str:
    """A stranger's words as one line of printable signs."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
