"""What a connector may be told, for a person who writes `socialcare.yaml`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from socialcare.connector import Settings
from socialcare.sentences import mark
from socialcare.workspace.settings import is_secret, variable

_LIST = mark("list")
_TYPES: Mapping[Any, str] = {
    str: mark("text"), int: mark("whole number"), float: mark("number"), bool: mark("yes or no"), SecretStr: mark("text"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One key of a channel. A secret is read from the environment variable `variable`, never from the file.

    `type` is a text of the catalogues; `default` is JSON, "" where the key is required.
    """

    name: str
    type: str
    required: bool
    default: str
    secret: bool
    variable: str
    description: str


def settings_of(model: type[Settings], channel: str) -> list[Setting]:
    """In the order of the model, those of a channel that is named `channel`."""
    return [_setting(name, field, channel) for name, field in model.model_fields.items()]


def example(connector: str, settings: list[Setting], channel: str) -> str:
    """A block of socialcare.yaml: what is required stands there, what is optional as a comment with its default."""
    return "\n".join(["channels:", f"  {channel}:", f"    connector: {connector}", *_lines(settings)])


def _lines(settings: list[Setting]) -> Iterator[str]:
    for each in settings:
        if each.secret:
            yield f"    # export {each.variable}=…"
        elif each.required:
            yield f"    {each.name}: {'[…]' if each.type == _LIST else '…'}"
        else:
            yield f"    # {each.name}: {each.default}".rstrip()


def _setting(name: str, field: FieldInfo, channel: str) -> Setting:
    secret = is_secret(field.annotation)
    return Setting(
        name=name,
        type=_type(field.annotation),
        required=field.is_required(),
        default="" if field.is_required() or secret else _default(field),
        secret=secret,
        variable=variable(channel, name) if secret else "",
        description=field.description or "",
    )


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    return "" if value in (None, PydanticUndefined) else json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    return (
        sorted(value)
        if isinstance(value, (set, frozenset))
        else dict(value)
        if isinstance(value, Mapping)
        else str(value)
    )


def _type(annotation: Any) -> str:
    if annotation in _TYPES:
        return _TYPES[annotation]
    origin, inner = get_origin(annotation), [each for each in get_args(annotation) if each is not type(None)]
    if origin in (list, tuple, set, frozenset):
        return _LIST
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return mark("block of “key: value” lines")
    if inner and origin in (Union, UnionType):
        return _type(inner[0])
    if origin is not None and inner and all(isinstance(each, str) for each in inner):
        return " | ".join(inner)
    return mark("text")
