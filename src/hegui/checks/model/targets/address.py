"""Where an endpoint is, and by which way: only the declared host, loopback never by a proxy."""

import os
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from hegui.checks.model.errors import BadAddressError, MissingKeyError
from hegui.project.model import Endpoint

PATH = "/chat/completions"
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """The URL that is posted to, and the proxy of the environment for it (or none)."""

    url: str
    proxy: str | None


def address(endpoint: Endpoint, route: str = PATH) -> Address:
    """Return where to post or raise `BadAddressError`; `route` is put at the end if it is not."""
    parts = urlsplit(endpoint.base_url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise _bad(endpoint, "不是 http 或 https 地址", "it is not an http or https address")
    if parts.username is not None or parts.password is not None:
        raise _bad(endpoint, "含用户名或密码", "it holds a user name or password")
    try:
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except ValueError as error:
        raise _bad(endpoint, "端口无效", "the port is not a number up to 65535") from error
    path = parts.path.rstrip("/").removesuffix(route) + route if route else parts.path
    url = parts._replace(path=path, fragment="").geturl()
    return Address(url, proxy_for(parts.scheme, parts.hostname, port))


def shown_url(url: str) -> str:
    """Return an address as results may name it: a query may hold a key, so its values are left out."""
    parts = urlsplit(url)
    if not parts.query:
        return url
    names = (pair.partition("=")[0] for pair in parts.query.split("&"))
    return parts._replace(query="&".join(f"{name}=…" for name in names)).geturl()


def _bad(endpoint: Endpoint, zh: str, en: str) -> BadAddressError:
    return BadAddressError(endpoint=endpoint.id, why_zh=zh, why_en=en)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_for(scheme: str, host: str, port: int) -> str | None:
    """Return the environment's proxy for a host; this machine is asked directly."""
    proxies = getproxies_environment()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or is_loopback(host):
        return None
    return None if proxy_bypass(f"{host}:{port}") else proxy


def api_key(endpoint: Endpoint) -> str:
    """Return the endpoint's key from the environment; empty when it declares none.

    Raises `MissingKeyError` when the variable is not set or cannot stand in an HTTP header.
    """
    name = endpoint.api_key_env
    if not name:
        return ""
    key = os.environ.get(name, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise MissingKeyError(endpoint=endpoint.id, name=name)
    return key
