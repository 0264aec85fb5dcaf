"""One HTTP request to a checked address: pinned, bounded in time and size, no redirects."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hegui.common.errors import HeguiError
from hegui.common.text import Text
from hegui.server.rest.outside import PORTS, Place, check_url

LIMIT = 1024 * 1024


class CallFailedError(HeguiError):
    """The other side could not be reached or did not answer properly."""

    code = "call_failed"
    http_status = 424
    text = Text(
        "访问 {host} 失败：{why}。请检查地址和对方服务后重试。",
        "Calling {host} failed: {why}. Check the address and the other service, then try again.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `body` is cut at the limit."""

    status: int
    body: bytes
    content_type: str


class Pinned(http.client.HTTPConnection):
    """A connection to the checked address, whatever the name resolves to by now."""

    def __init__(self, place: Place, timeout: float) -> None:
        super().__init__(place.host, place.port, timeout=timeout)
        self._place = place

    def connect(self) -> None:
        """Connect to the checked address; with https the certificate must fit the name."""
        place = self._place
        plain = socket.socket(place.family, socket.SOCK_STREAM)
        self.sock = plain
        plain.settimeout(self.timeout)
        plain.connect((place.address, place.port))
        if place.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=place.host)


def call(
    url: str,
    *,
    method: str = "POST",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    timeout: float = 10,
    limit: int = LIMIT,
    allow: Sequence[str] | None = None,
) -> Answer:
    """Send one request and return the answer, also 3xx to 5xx.

    Raises `AddressRefusedError` for private addresses and `CallFailedError` when nothing proper
    came back in time.
    """
    place = check_url(url, allow)
    ends = time.monotonic() + timeout
    connection = Pinned(place, timeout)
    try:
        connection.request(method, place.path, body, {**_host(place), **(headers or {})})
        answer = connection.getresponse()
        return Answer(
            status=answer.status,
            body=_read(answer, connection, ends, limit),
            content_type=answer.headers.get("Content-Type", ""),
        )
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise CallFailedError(host=place.host, why=_why(error)) from error
    finally:
        connection.close()


def _host(place: Place) -> dict[str, str]:
    name = f"[{place.host}]" if ":" in place.host else place.host
    named = name if place.port == PORTS[place.scheme] else f"{name}:{place.port}"
    return {"Host": named.encode("idna").decode() if not name.isascii() else named}


def _read(answer: http.client.HTTPResponse, connection: Pinned, ends: float, limit: int) -> bytes:
    """Read up to the limit; a server that drips bytes is left when the time is over."""
    found = bytearray()
    while len(found) < limit:
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("no complete answer in time")
        if connection.sock is not None:
            connection.sock.settimeout(left)
        chunk = answer.read1(min(65536, limit - len(found)))
        if not chunk:
            break
        found += chunk
    return bytes(found)


def _why(error: Exception) -> str:
    text = str(getattr(error, "strerror", None) or error or type(error).__name__)
    return text[:200]
