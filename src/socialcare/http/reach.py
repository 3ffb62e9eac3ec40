"""Which machines a channel may be read from: strangers write the addresses that names stand for."""

import ipaddress
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from socialcare.errors import Rejected
from socialcare.sentences import say

Watch = Callable[[str, Mapping[str, Any]], None]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
CLOUD = frozenset({ipaddress.IPv4Address("168.63.129.16")})
"""Public by its number, and yet the machine's own cloud (Azure's wire server)."""


@dataclass(frozen=True)
class Reach:
    """Private, loopback, link-local and metadata addresses are refused unless `everywhere`, or `named` in the settings.

    Through a proxy the name is resolved there, and the proxy decides.
    """

    everywhere: bool = False
    named: frozenset[str] = frozenset()

    @classmethod
    def of(cls, block: Mapping[str, Any], *, everywhere: bool) -> Self:
        """Of a channel whose settings are `block`: the addresses that stand in them as numbers, and localhost."""
        return cls(everywhere, frozenset(_numbers(block)))

    def watcher(self, host: str) -> Watch:
        """For httpcore's `trace` extension, one a request: raises Rejected before a connection is made or a byte sent.

        The name is looked up before, and the address really connected to is looked at after: it may have changed.
        """
        direct = False

        def watch(event: str, details: Mapping[str, Any]) -> None:
            nonlocal direct
            if event == "connection.connect_tcp.started":
                direct = details["host"] == host
                for address in _resolved(host, details["port"]) if direct else ():
                    self._refuse_inside(host, address)
            elif event == "connection.connect_tcp.complete" and direct:
                stream = details["return_value"]
                try:
                    self._refuse_inside(host, stream.get_extra_info("server_addr")[0])
                except Rejected:
                    stream.close()
                    raise

        return _nothing if self._is_free(host) else watch

    def guard(self, host: str, *, port: int, address: str = "") -> None:
        """See `connector.Http.guard`."""
        for found in () if self._is_free(host) else [address] if address else _resolved(host, port):
            self._refuse_inside(host, found)

    def _is_free(self, host: str) -> bool:
        return self.everywhere or host in self.named

    def _refuse_inside(self, host: str, address: str) -> None:
        if not is_public(address):
            raise Rejected(
                say(
                    "{host} stands for {address}, an address inside a network; where that is meant, write private_network: true in the settings of this channel",
                    host=host,
                    address=address,
                )
            )


def _nothing(_event: str, _details: Mapping[str, Any]) -> None:
    """Every address is right."""


def is_public(address: str) -> bool:
    """Whether anybody on the internet could be reached there; an IPv4 address inside an IPv6 one is what counts."""
    number = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    return number.is_global and not (number.is_multicast or number.is_reserved or number in CLOUD)


def _unwrapped(number: Address) -> Address:
    if isinstance(number, ipaddress.IPv4Address):
        return number
    inner = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
    if number in NAT64:
        inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    return inner or number


def _resolved(host: str, port: int) -> list[str]:
    """Empty where the name is unknown: connecting will say so."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []


def _numbers(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, str) and (host := _host(value)):
        yield host


def _host(text: str) -> str:
    """The host of an address such as http://127.0.0.1:8000/x or 127.0.0.1:143, where it is a number or localhost."""
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
        return host if host == "localhost" else str(ipaddress.ip_address(host))
    except ValueError:
        return ""
