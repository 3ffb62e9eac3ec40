"""A person's YAML file as a typed model, or every mistake in it with file, line and column.

YAML 1.2 (ruamel.yaml): an unquoted 12:00 stays text and `no` is not false. Tags and aliases are refused: a rule file
is data that is reviewed, and an alias bomb of a few lines costs minutes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.mergevalue import MergeValue

from socialcare.errors import FileMistakes, Mistake
from socialcare.hints import unknown
from socialcare.sentences import Sentence, say

LARGEST = 1 << 20
"""Characters; a thousand rules are 250,000."""

DEEPEST = 40

Place = tuple[str | int, ...]
"""Keys and positions from the top of a document to a value, as pydantic's `loc`."""

Model = TypeVar("Model", bound=BaseModel)


class _Clever(ValueError):
    """An anchor, an alias, a tag or a block too deep, with its place."""

    def __init__(self, sentence: Sentence, place: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.line, self.column = place.line + 1, place.column + 1


class _Plain(Composer):
    """Refuses what a rule file does not need before anything is built from it.

    Depth is refused here too: building a line of 3,000 brackets takes 20 s before Python gives up. The `max_depth` of
    ruamel.yaml can do this the day 0.19 is the oldest one we take.
    """

    nested = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _Clever(
                say("anchors and aliases (& and *) are not read here; a text with them needs quotes"), event.start_mark
            )
        if getattr(event, "tag", None) not in (None, "!"):
            raise _Clever(say("tags (!) are not read here; a text with one needs quotes"), event.start_mark)
        self.nested += 1
        if self.nested > DEEPEST:
            raise _Clever(say("blocks are nested deeper than {limit}", limit=DEEPEST), event.start_mark)
        node = super().compose_node(parent, index)
        self.nested -= 1
        return node


class _AsWritten(RoundTripConstructor):
    """A date stays as it was written: the model reads it, and an impossible one is told with its place.

    `<<` is a key and `=` a text like any other, as YAML 1.2 has it: a merged key would have no place in the file.
    """

    def flatten_mapping(self, node: Any) -> MergeValue:  # noqa: ARG002 - ruamel's signature
        return MergeValue()


for _tag in ("timestamp", "merge", "value"):
    _AsWritten.add_constructor(
        f"tag:yaml.org,2002:{_tag}", lambda constructor, node: constructor.construct_scalar(node)
    )


Spot = tuple[int, int, int, int]
"""Line and column of a key, then of its value, counted from 1; the same twice for an entry of a list."""


@dataclass(frozen=True)
class Document:
    """A parsed file: plain data (JSON can hold it), and the line and column of every place in it."""

    name: str
    values: dict[str, Any]
    spots: Mapping[Place, Spot]

    def mistake(self, place: Place, sentence: Sentence, *, at_key: bool = False) -> Mistake:
        """`place` may go deeper than the file does: the nearest place that exists is named."""
        line, column = self._position(place, at_key=at_key)
        return Mistake(self.name, line, column, sentence)

    def line(self, place: Place) -> int:
        return self._position(place, at_key=True)[0]

    def _position(self, place: Place, *, at_key: bool) -> tuple[int, int]:
        here: Place = ()
        value: Any = self.values
        position = (1, 1)
        for depth, step in enumerate(place):
            found = self.spots.get((*here, step))
            if found is None or _names_a_branch(value, place[depth:]):
                continue  # pydantic also names the branch of a union it tried; the file has no such step
            here, value = (*here, step), value[step]
            position = found[:2] if at_key and depth == len(place) - 1 else found[2:]
        return position


def _names_a_branch(value: Any, place: Place) -> bool:
    """Whether pydantic's step is the `type` of the block and not its key of the same name: `{type: days, days: 2}`."""
    return (
        isinstance(value, dict)
        and place[1:2] != ()
        and place[1] in value
        and not isinstance(value[place[0]], (dict, list))
    )


def _spots(node: Any, place: Place = ()) -> Iterator[tuple[Place, Spot]]:
    if isinstance(node, CommentedMap):
        for key, value in node.items():
            (key_line, key_column), (line, column) = node.lc.key(key), node.lc.value(key)
            here = (*place, str(key))
            yield here, (key_line + 1, key_column + 1, line + 1, column + 1)
            yield from _spots(value, here)
    elif isinstance(node, CommentedSeq):
        for number, value in enumerate(node):
            line, column = node.lc.item(number)
            yield (*place, number), (line + 1, column + 1, line + 1, column + 1)
            yield from _spots(value, (*place, number))


def read(text: str, name: str) -> Document:
    """Raises FileMistakes for what is not one YAML mapping."""

    def refuse(sentence: Sentence, line: int = 0, column: int = 0) -> FileMistakes:
        return FileMistakes([Mistake(name, line, column, sentence)])

    if len(text) > LARGEST:
        raise refuse(say("the file is larger than {limit} characters", limit=LARGEST))
    if text.lstrip("\ufeff").startswith("%"):
        raise refuse(say("directives (%) are not read here; take the line out"), 1, 1)
    yaml = YAML(typ="rt")
    yaml.Composer, yaml.Constructor = _Plain, _AsWritten
    try:
        root = yaml.load(text)
    except _Clever as error:
        raise refuse(error.sentence, error.line, error.column) from error
    except DuplicateKeyError as error:
        mark = error.problem_mark
        raise refuse(
            say("the key stands twice in the same block; keep one of them"), mark.line + 1, mark.column + 1
        ) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise refuse(
            say("this is not YAML here ({problem}); text with : or # or @ in it needs quotes", problem=error.problem),
            mark.line + 1 if mark else 0,
            mark.column + 1 if mark else 0,
        ) from error
    except YAMLError as error:
        raise refuse(say("this is not YAML ({problem})", problem=type(error).__name__)) from error
    if root is None:
        root = CommentedMap()
    if not isinstance(root, CommentedMap):
        raise refuse(say("the file must be a list of “key: value” lines"), 1, 1)
    return Document(name, _plain(root), dict(_spots(root)))


def parse(document: Document, model: type[Model], place: Place = (), values: Mapping[str, Any] | None = None) -> Model:
    """The document, or `values` that stand at `place` in it, as `model`. Raises FileMistakes with all that is wrong."""
    try:
        return model.model_validate(document.values if values is None else values)
    except ValidationError as error:
        mistakes = [_mistake(document, model, place, found) for found in error.errors(include_url=False)]
        raise FileMistakes(sorted(mistakes, key=lambda m: (m.line, m.column))) from error


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key if isinstance(key, str) else str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node


def _mistake(document: Document, model: type[BaseModel], top: Place, found: Any) -> Mistake:
    inner: Place = found["loc"]
    place = (*top, *inner)
    kind, context, value = found["type"], found.get("ctx", {}), found.get("input")
    sentence = context.get("error") if kind == "value_error" else None
    if isinstance(sentence, BadValue):
        return document.mistake(place, sentence.sentence)
    if kind == "extra_forbidden":
        word = str(place[-1])
        known = _fields_at(model, inner[:-1])
        return document.mistake(place, unknown(say("key"), word, known), at_key=True)
    if kind == "missing":
        return document.mistake(place[:-1], say("the key “{key}” is missing here", key=place[-1]))
    if kind in ("literal_error", "enum"):
        expected = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        return document.mistake(place, unknown(say("value"), str(value), expected))
    return document.mistake(place, _expected(kind, context, value))


_NOT_LIMITS = ("field_type", "actual_length")


def _expected(kind: str, context: Any, value: Any) -> Sentence:
    if kind.startswith(("greater_than", "less_than", "too_", "string_too_")):
        limits = ", ".join(f"{name} {limit}" for name, limit in context.items() if name not in _NOT_LIMITS)
        return say("“{value}” is out of range ({context})", value=value, context=limits)
    if kind.startswith(("string", "str")):
        return say("“{value}” must be a text; put it between quotes", value=value)
    if kind.startswith("bool"):
        return say("“{value}” must be true or false", value=value)
    if kind.startswith(("int", "float")):
        return say("“{value}” must be a number", value=value)
    if kind.startswith(("list", "tuple")):
        return say("a list is expected here, such as [one, two]")
    if kind.startswith(("dict", "model", "mapping")):
        return say("a block of “key: value” lines is expected here")
    return say("“{value}” is not what is expected here ({kind})", value=value, kind=kind)


class BadValue(ValueError):
    """Raised by a validator of a model: its sentence is told with the place of the value."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def _fields_at(model: type[BaseModel], place: Place) -> list[str]:
    """The keys a model knows at `place`; a step through a list, a mapping or a union stays in the type it holds."""
    current: Any = model
    for step in place:
        models = list(_models_in(current))
        with_key = next((m for m in models if step in _named(m)), None)
        tagged = next((m for m in models if _is_tagged(m, step)), None)
        if tagged is not None:
            current = tagged
        elif with_key is not None and len(models) == 1:
            current = _named(with_key)[str(step)].annotation
        else:
            current = _held(current)
    found = next(_models_in(current), None)
    return list(_named(found)) if found is not None else []


def _is_tagged(model: type[BaseModel], step: str | int) -> bool:
    """Whether `step` is the value by which a union tells this model from the others; pydantic names it in `loc`."""
    return any(step in getattr(info.annotation, "__args__", ()) for info in model.model_fields.values())


def _named(model: type[BaseModel]) -> dict[str, Any]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for part in getattr(annotation, "__args__", ()):
        yield from _models_in(part)


def _held(annotation: Any) -> Any:
    """What a list or a mapping holds; an optional one holds the same."""
    args = [part for part in getattr(annotation, "__args__", ()) if part is not type(None)]
    return args[-1] if args else annotation
