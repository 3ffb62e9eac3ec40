"""A sentence for a person, kept apart from its language.

Rooms below the screen never print and never translate: they return or raise a `Sentence`, and `cli/language.py`
renders it in French or English. English is the source; its text is the key of the catalogues.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Sentence:
    """`template` names its values in braces; `plural` serves when `values["n"]` asks for it in the language."""

    template: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    plural: str | None = None

    def __str__(self) -> str:
        """English, for logs and tests; people read what `cli/language.py` makes of it."""
        plural = self.plural is not None and self.values.get("n") != 1
        return (self.plural if plural and self.plural else self.template).format_map(self.values)


class Label(str):
    """A value of the facts read back from where its type was lost; the screen shows its label, as for the value itself."""

    __slots__ = ()


def say(template: str, /, **values: object) -> Sentence:
    """`say("unknown expert {name}", name=name)`: extracted into the catalogues by this name."""
    return Sentence(template, values)


def say_many(one: str, many: str, n: int, /, **values: object) -> Sentence:
    """`say_many("{n} mention", "{n} mentions", 3)`; `n` is among the values."""
    return Sentence(one, {**values, "n": n}, many)


def mark(template: str, /) -> str:
    """Mark a fixed text for the catalogues (a help text, a column's title) and hand it back unchanged."""
    return template
