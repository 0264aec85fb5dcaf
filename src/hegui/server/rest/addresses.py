"""Which addresses are on the public internet. Needs nothing, so that working processes know it too.

The lists of Python differ from version to version; what must never be reached is named here.
"""

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
"""The only part of IPv6 that is handed out; site-local, unique local and the like lie elsewhere."""
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
ISATAP = (0x00005EFE, 0x02005EFE)
NEVER: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # groups, and what is kept back
        "2001::/23",  # Teredo, ORCHID and other special uses
        "2001:db8::/32",
        "3fff::/20",
    )
)


def is_public(address: Address) -> bool:
    """Tell whether an address, and the one that it wraps, is on the public internet."""
    return all(_plainly_public(one) for one in {address, embedded(address)})


def _plainly_public(address: Address) -> bool:
    known = address.version == 4 or address in GLOBAL_6
    return (
        known
        and address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_unspecified)
        and not inside(address, NEVER)
    )


def embedded(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address wraps, or the address itself.

    Knows mapped addresses, NAT64, 6to4, Teredo and ISATAP.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return address
    number = int(address)
    if address in NAT64 or (number >> 32) & 0xFFFFFFFF in ISATAP:
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def inside(address: Address, networks: Iterable[Network]) -> bool:
    """Tell whether an address lies in one of the networks."""
    return any(address.version == n.version and address in n for n in networks)
