"""The posts of one conversation on Bluesky, which tells it as posts inside posts."""

from collections.abc import Iterator, Mapping
from typing import Any

View = Mapping[str, Any]

HEIGHT, DEPTH = 80, 6
"""Generations above and below a post that are asked for: what the network gives of itself."""


def above(thread: View) -> list[View]:
    """Oldest first, from the first post that is not hidden from the brand or deleted."""
    found: list[View] = []
    parent = _mapping(thread.get("parent"))
    while isinstance(parent.get("post"), dict):
        found.append(parent["post"])
        parent = _mapping(parent.get("parent"))
    return found[::-1]


def below(thread: View) -> Iterator[View]:
    """Each answer under what it answers; not by recursion, for strangers choose how deep it goes."""
    waiting = _answers(thread)
    while waiting:
        answer = waiting.pop()
        if isinstance(answer.get("post"), dict):
            yield answer["post"]
            waiting += _answers(answer)


def _answers(thread: View) -> list[View]:
    """The last first."""
    replies = thread.get("replies")
    return [_mapping(one) for one in reversed(replies)] if isinstance(replies, list) else []


def _mapping(value: object) -> View:
    return value if isinstance(value, dict) else {}
