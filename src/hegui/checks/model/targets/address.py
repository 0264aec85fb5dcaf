"""Where an endpoint is, and by which way: only the declared host, loopback never by a proxy."""

import json
import os
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from hegui.checks.model.errors import (
    BadAddressError,
    BadProxyError,
    KeyForOtherHostError,
    MissingKeyError,
)
from hegui.common.hosts import is_among
from hegui.common.text import Text
from hegui.project.model import Endpoint

PATH = "/chat/completions"
DEFAULT_PORTS = {"http": 80, "https": 443}
KEY_HOSTS = "HEGUI_KEY_HOSTS"
"""Environment variable of a process that a server starts: by key (its variable) the hosts it may go
to, as JSON. Judges and keys of accounts, which stand in files, are held to it like endpoints."""


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
    """Return the environment's proxy for a host; this machine is asked directly.

    Raises `BadProxyError` for one that cannot be used; its value may hold a password and is not told.
    """
    proxies = getproxies_environment()
    kind = scheme if proxies.get(scheme) else "all"
    proxy = proxies.get(kind)
    if not proxy or is_loopback(host) or proxy_bypass(f"{host}:{port}"):
        return None
    if wrong := proxy_problem(proxy):
        raise BadProxyError(name=_variable(kind), why_zh=wrong.zh, why_en=wrong.en)
    return proxy


def proxy_problem(proxy: str) -> Text | None:
    """Return why a proxy of the environment cannot be used, None for one that can."""
    parts = urlsplit(proxy)
    try:
        port = parts.port
    except ValueError:
        return Text("端口无效", "its port is not a number up to 65535")
    if parts.scheme not in DEFAULT_PORTS:
        if "://" in proxy:
            return Text(
                f"不支持 {parts.scheme} 代理",
                f"proxies of the kind {parts.scheme} are not supported",
            )
        return Text("没有写 http:// 或 https://", "it does not begin with http:// or https://")
    if not parts.hostname or port == 0:
        return Text("没有主机名或端口", "it names no host or no port")
    return None


def _variable(kind: str) -> str:
    """Return the environment variable that names a proxy, as it is spelled there."""
    name = f"{kind}_proxy"
    return name if os.environ.get(name) else name.upper()


def api_key(endpoint: Endpoint) -> str:
    """Return the endpoint's key from the environment; empty when it declares none.

    Raises `MissingKeyError` when the variable is not set or cannot stand in an HTTP header, and
    `KeyForOtherHostError` when keys are bound to hosts and this is none of the key's.
    """
    name = endpoint.api_key_env
    if not name:
        return ""
    _check_host(endpoint, name)
    key = os.environ.get(name, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise MissingKeyError(endpoint=endpoint.id, name=name)
    return key


def _check_host(endpoint: Endpoint, name: str) -> None:
    """Raise unless the key may go to the endpoint's host, where whoever started this says so."""
    bound = os.environ.get(KEY_HOSTS)
    if bound is None:
        return
    parts = urlsplit(endpoint.base_url)
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    if not is_among(json.loads(bound).get(name, ()), host, port):
        raise KeyForOtherHostError(endpoint=endpoint.id, name=name, host=host)
