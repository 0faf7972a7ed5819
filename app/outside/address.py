"""Which addresses may be called: looked up once, and every one of them looked at."""

from __future__ import annotations

import re
import socket
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from app.outside.errors import AddressNotAllowed, NotReached

URL_MAX_CHARS = 1000
HTTPS_PORT = 443
# Nothing that two programs could read differently: no user, no backslash, no sign outside of ASCII.
HTTPS = re.compile(
    r"https://(?P<host>[a-z0-9.-]+)(?::(?P<port>\d{1,5}))?(?P<path>/[!#-;=?-\[\]_a-z~%]*)?", re.IGNORECASE
)
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))  # an address of the other sort is inside


@dataclass(frozen=True, slots=True)
class Target:
    """A server that may be called: its name, and the one address that was looked at."""

    host: str
    port: int
    path: str
    address: str


def target_of(url: str, internal_hosts: Collection[str] = ()) -> Target:
    """Return where an address leads. Names are looked up here, and nowhere else.

    ``internal_hosts``: those of the company's own network that may be called, each as ``host`` or ``host:port``.

    :raises AddressNotAllowed: it is not HTTPS, not on its usual port, or leads to an address that is not public
    :raises NotReached: nobody knows the name now
    """
    host, port, path = split_https(url)
    known = {one.lower() for one in internal_hosts}
    is_internal = f"{host}:{port}" in known or (port == HTTPS_PORT and host in known)
    if port != HTTPS_PORT and not is_internal:
        raise AddressNotAllowed
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached from error
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not addresses or not (is_internal or all(is_public(each) for each in addresses)):
        raise AddressNotAllowed
    return Target(host, port, path, addresses[0])


def split_https(url: str) -> tuple[str, int, str]:
    """Return the host, port and path of an HTTPS address.

    :raises AddressNotAllowed: it is none, or written so that programs could read it differently
    """
    parts = HTTPS.fullmatch(url) if len(url) <= URL_MAX_CHARS else None
    if parts is None:
        raise AddressNotAllowed
    return parts["host"].lower(), int(parts["port"] or HTTPS_PORT), parts["path"] or "/"


def is_public(address: str) -> bool:
    """Tell whether an address belongs to the public network, also one that stands inside another."""
    found: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None or any(found in network for network in TRANSLATED):
            return False
    return found.is_global and not (found.is_multicast or found.is_unspecified or found.is_reserved)
