"""One HTTP request to a checked address: pinned, bounded in time and size, no redirects."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


class Timely(io.RawIOBase):
    """Reads from a socket until one deadline, however the bytes drip."""

    def __init__(self, sock: socket.socket, ends: float) -> None:
        self._sock = sock
        self._ends = ends
        self._inner = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what there is, or raise `TimeoutError` once the time is over."""
        self._sock.settimeout(left(self._ends))
        return self._inner.readinto(buffer)

    def close(self) -> None:
        """Let the socket go."""
        self._inner.close()
        super().close()


class Reader:
    """What `http.client` makes a file of."""

    def __init__(self, sock: socket.socket, ends: float) -> None:
        self._sock = sock
        self._ends = ends

    def makefile(self, *_: Any) -> io.BufferedReader:
        """Return a file that reads until the deadline."""
        return io.BufferedReader(Timely(self._sock, self._ends))


class Pinned(http.client.HTTPConnection):
    """A connection to the checked address, whatever the name resolves to by now.

    Connecting, sending, headers and body share one deadline.
    """

    def __init__(self, place: Place, ends: float) -> None:
        super().__init__(place.host, place.port)
        self._place = place
        self._ends = ends
        self.response_class = self._response  # type: ignore[assignment]

    def connect(self) -> None:
        """Connect to the checked address; with https the certificate must fit the name."""
        place = self._place
        plain = socket.socket(place.family, socket.SOCK_STREAM)
        self.sock = plain
        plain.settimeout(left(self._ends))
        plain.connect((place.address, place.port))
        if place.scheme == "https":
            context = ssl.create_default_context()
            plain.settimeout(left(self._ends))
            self.sock = context.wrap_socket(plain, server_hostname=place.host)

    def send(self, data: Any) -> None:
        """Send before the deadline."""
        if self.sock is not None:
            self.sock.settimeout(left(self._ends))
        super().send(data)

    def _response(self, sock: socket.socket, **how: Any) -> http.client.HTTPResponse:
        return http.client.HTTPResponse(Reader(sock, self._ends), **how)  # type: ignore[arg-type]


def left(ends: float) -> float:
    """Return the seconds until a deadline, or raise `TimeoutError`."""
    found = ends - time.monotonic()
    if found <= 0:
        raise TimeoutError("no complete answer in time")
    return found


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
    """Send one request and return the answer, also 3xx to 5xx; `timeout` is for all of it.

    Never called inside a transaction: nobody should wait for a stranger's host.

    Raises `AddressRefusedError` for private addresses and `CallFailedError` when nothing proper
    came back in time.
    """
    place = check_url(url, allow)
    ends = time.monotonic() + timeout
    connection = Pinned(place, ends)
    try:
        connection.request(method, place.path, body, {**_host(place), **(headers or {})})
        answer = connection.getresponse()
        return Answer(
            status=answer.status,
            body=_read(answer, limit),
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


def _read(answer: http.client.HTTPResponse, limit: int) -> bytes:
    """Read up to the limit."""
    found = bytearray()
    while len(found) < limit:
        chunk = answer.read1(min(65536, limit - len(found)))
        if not chunk:
            break
        found += chunk
    return bytes(found)


def _why(error: Exception) -> str:
    text = str(getattr(error, "strerror", None) or error or type(error).__name__)
    return text[:200]
