"""Addresses of APIs that settings may replace: another host of the same network, or one on this machine for tests."""

import re
from typing import Annotated

from pydantic import AfterValidator

from socialcare.documents import BadValue
from socialcare.sentences import say


def _server(address: str) -> str:
    if not re.fullmatch(r"https://[^\s/?#@]+|http://127\.0\.0\.1(:\d+)?", address):
        raise BadValue(say("“{server}” is not the address of a server; take the line out", server=address))
    return address


ServerAddress = Annotated[str, AfterValidator(_server)]
"""https, without a path, a user or a query; http on this machine alone, for what is sent there holds secrets."""
