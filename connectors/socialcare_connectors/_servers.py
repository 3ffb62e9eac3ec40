"""Addresses of APIs that settings may replace: another host of the same network, or one on this machine for tests."""

import re


def is_server(address: str) -> bool:
    """https, without a path, a user or a query; http on this machine alone, for what is sent there holds secrets."""
    return bool(re.fullmatch(r"https://[^\s/?#@]+|http://127\.0\.0\.1(:\d+)?", address))
