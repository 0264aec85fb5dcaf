"""Calling addresses that people typed: webhooks, targets, time stamps. Never into private networks.

An address is resolved once, every answer of the resolver is checked, and the connection goes to
the checked address: a name cannot change its mind in between. Redirects are not followed, proxies
of the environment are not used.
"""

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.server.rest.addresses import Address, Network, embedded, inside, is_public
from hegui.server.settings import read_settings

PORTS = {"http": 80, "https": 443}
FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")


class AddressRefusedError(WrongUseError):
    """An address may not be called from here."""

    code = "address_refused"
    http_status = 422
    text = Text("不能访问“{url}”：{what_zh}", "“{url}” cannot be called: {what_en}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A checked address: connect to `address`, speak to `host`."""

    scheme: str
    host: str
    port: int
    path: str
    address: str
    family: int


def check_url(url: str, allow: Sequence[str] | None = None) -> Place:
    """Return where an address leads, or raise `AddressRefusedError`.

    `allow` names hosts and networks (CIDR) that may be private; by default the setting
    HEGUI_ALLOW_PRIVATE_TARGETS.
    """
    parts, port = _split(url)
    host = (parts.hostname or "").rstrip(".")
    allowed = read_settings().allow_private_targets if allow is None else tuple(allow)
    found = _resolve(url, host, port)
    for _, address in found:
        if not may_reach(host, address, allowed):
            raise _refused(
                url,
                f"它指向内部网络（{address}）。确需访问时，请管理员在 "
                "HEGUI_ALLOW_PRIVATE_TARGETS 中列出。",
                f"it leads into a private network ({address}). If that is meant, the operator "
                "lists it in HEGUI_ALLOW_PRIVATE_TARGETS.",
            )
    family, first = found[0]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(
        scheme=parts.scheme, host=host, port=port, path=path, address=str(first), family=family
    )


def _split(url: str) -> tuple[SplitResult, int]:
    """Take an address apart; refuse everything that could be read in two ways."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused(url, "地址写法不对。", "it is not a proper address.") from error
    if FORBIDDEN.search(url) or parts.scheme not in PORTS or not parts.hostname:
        raise _refused(
            url, "须为 http:// 或 https:// 地址。", "it must be an http:// or https:// address."
        )
    if "@" in parts.netloc or "%" in parts.netloc or port == 0:
        raise _refused(
            url,
            "地址中不能带用户名、密码或区域。",
            "it may hold no user name, password or zone.",
        )
    return parts, port or PORTS[parts.scheme]


def _resolve(url: str, host: str, port: int) -> list[tuple[int, Address]]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _refused(
            url, "找不到这个主机，请检查主机名。", "the host was not found; check its name."
        ) from error
    return [(int(row[0]), ipaddress.ip_address(str(row[4][0]).partition("%")[0])) for row in rows]


def may_reach(host: str, address: Address, allowed: Sequence[str]) -> bool:
    """Tell whether an address is public, or allowed by name or network."""
    if is_public(address):
        return True
    real = embedded(address)
    for entry in allowed:
        if entry.lower().rstrip(".") == host.lower():
            return True
        network = _network(entry)
        if network is not None and inside(real, [network]):
            return True
    return False


def _network(entry: str) -> Network | None:
    try:
        return ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return None


def _refused(url: str, zh: str, en: str) -> AddressRefusedError:
    shown = FORBIDDEN.sub("?", url)[:200]
    return AddressRefusedError(url=shown, field="url", what_zh=zh, what_en=en)
