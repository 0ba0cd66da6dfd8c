"""Which network addresses may be spoken to: the wide world, and what an administrator allows."""

import ipaddress
import socket
from collections.abc import Iterable

from klankbord.connectors.reasons import ConnectorRefused, Refusal

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_KEPT_APART = (
    ipaddress.ip_network("168.63.129.16/32"),  # one cloud keeps its machines' secrets here
    ipaddress.ip_network("fec0::/10"),  # once meant for one site; older Pythons call it global
    ipaddress.ip_network("64:ff9b:1::/48"),  # carries addresses of the own network (RFC 8215)
    ipaddress.ip_network("192.0.0.0/24"),  # and another here; older Pythons call it global
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks written as `10.0.0.0/8`, `::1` …; raises `ValueError` that names the wrong one."""
    return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in texts)


def _carried(address: Address) -> tuple[Address, ...]:
    """The address and the IPv4 addresses that it carries inside (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    inner: list[Address | None] = [address.ipv4_mapped, address.sixtofour]
    inner.extend(address.teredo or ())
    if address in _NAT64:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    found = tuple(each for each in inner if each is not None)
    return found if address.ipv4_mapped else (address, *found)


def _is_world(address: Address) -> bool:
    """Whether this is an ordinary address of the wide world."""
    odd = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not odd and not any(address in each for each in _KEPT_APART)


def is_allowed(address: Address, networks: Iterable[Network] = ()) -> bool:
    """Whether `address` and every address inside it is of the wide world or of `networks`."""
    allowed = tuple(networks)
    return all(
        _is_world(each) or any(each in network for network in allowed) for each in _carried(address)
    )


def resolve(host: str, port: int, networks: Iterable[Network] = ()) -> list[str]:
    """The addresses of `host` that may be spoken to, best first.

    Raises `ConnectorRefused` if the name is unknown or leads only to addresses that are refused.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise ConnectorRefused(Refusal.NAME_UNKNOWN, cause=str(fault), host=host) from fault
    texts = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    allowed = tuple(networks)
    good = [text for text in texts if is_allowed(ipaddress.ip_address(text), allowed)]
    if not good:
        raise ConnectorRefused(
            Refusal.ADDRESS_PRIVATE,
            permanent=True,
            cause=", ".join(texts),
            host=host,
            network=texts[0] if texts else "",
        )
    return good
