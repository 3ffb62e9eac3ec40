"""Web addresses: which are one, and where a redirect may lead."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from socialcare.connector import Response
from socialcare.errors import Rejected, WrongUse
from socialcare.sentences import say

if TYPE_CHECKING:
    import httpx

PERMANENT = frozenset({301, 308})


def address_of(url: str, params: Mapping[str, str] | None) -> "httpx.URL":
    """Raises WrongUse for what is not http or https."""
    import httpx

    try:
        address = httpx.URL(url, params=params) if params else httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        address = httpx.URL("")
    if address.scheme not in ("http", "https") or not address.host:
        raise WrongUse(say("“{url}” is not a web address; one starts with https://", url=url.partition("?")[0]))
    return address


def next_address(address: "httpx.URL", response: Response, headers: Mapping[str, str]) -> "httpx.URL":
    """Raises Rejected for another origin: credentials stay where they belong, and nobody leads us inside a network."""
    import httpx

    try:
        target = address.join(response.headers.get("location", ""))
    except (httpx.InvalidURL, ValueError):
        target = httpx.URL("")
    same_origin = (target.scheme, target.host, target.port) == (address.scheme, address.host, address.port)
    credentials = bool(address.userinfo) or any(name.lower() == "authorization" for name in headers)
    made_safe = (address.scheme, target.scheme) == ("http", "https") and (address.host, address.port, target.port) == (
        target.host,
        None,
        None,
    )
    if same_origin or (made_safe and response.status in PERMANENT and not credentials):
        return target
    raise Rejected(
        say(
            "{host} sends us elsewhere ({status}, to {target}); if that is right, write that address in the settings",
            host=host_of(address),
            status=response.status,
            target=f"{target.scheme}://{host_of(target)}" if target.host else "?",
        )
    )


def host_of(address: "httpx.URL") -> str:
    """Name and port: never the path, the query or the user, where secrets may stand."""
    return address.host if address.port is None else f"{address.host}:{address.port}"
