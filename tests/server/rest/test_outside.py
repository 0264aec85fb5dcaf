"""Addresses that people typed never lead into private networks."""

import http.server
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from hegui.server.rest import outside
from hegui.server.rest.calling import CallFailedError, call
from hegui.server.rest.outside import AddressRefusedError, check_url


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://localhost:8000/",
        "http://localhost./",
        "http://10.1.2.3/",
        "http://172.16.0.9/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://0.1.2.3/",
        "http://100.127.255.254/",
        "http://192.0.0.170/",
        "http://192.88.99.1/",
        "http://198.18.0.1/",
        "http://240.0.0.1/",
        "http://[fec0::1]/",
        "http://[feff:ffff::1]/",
        "http://[fdff::1]/",
        "http://[febf::1]/",
        "http://[ff0e::1]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:0:127.0.0.1]/",
        "http://[::ffff:100.64.0.1]/",
        "http://[::ffff:93.184.216.34]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[64:ff9b::6440:1]/",
        "http://[64:ff9b:1::a00:1]/",
        "http://[64:ff9b:1:a00:0:100::]/",
        "http://[2002:a9fe:a9fe::1]/",
        "http://[2002:6440:1::1]/",
        "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/",
        "http://[2001:0:a00:1:8000:63bf:a247:28dd]/",
        "http://[2606:4700::5efe:10.0.0.1]/",
        "http://[2606:4700::200:5efe:169.254.169.254]/",
        "http://[2001:db8::1]/",
        "http://[3fff::1]/",
        "http://[5f00::1]/",
        "http://[100::1]/",
        "http://①②⑦.⓪.⓪.①/",
    ],
)
def test_private_addresses_are_refused(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        check_url(url, [])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://",
        "http:///x",
        "http://user:secret@127.0.0.1/",
        "http://example.com@127.0.0.1/",
        "http://example.com\\@127.0.0.1/",
        "http://127.0.0.1\r\nHost: x/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
        "http://[::1/",
        "http://[fe80::1%25lo]/",
        "http://exa mple.com/",
        "http://a\x00b/",
        "http://" + "a" * 300 + ".invalid/",
        "javascript:alert(1)",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        check_url(url, ["127.0.0.0/8", "::1/128"])


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name resolve to these addresses; return the names that were asked for."""
    asked = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        kinds = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [
            (kinds[ipaddress.ip_address(a).version], socket.SOCK_STREAM, 6, "", (a, port))
            for a in addresses
        ]

    monkeypatch.setattr(outside.socket, "getaddrinfo", resolve)
    return asked


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "10.0.0.7")
    with pytest.raises(AddressRefusedError, match=r"10\.0\.0\.7"):
        check_url("https://innocent.example.com/", [])


def test_one_private_answer_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "93.184.216.34", "::1")
    with pytest.raises(AddressRefusedError):
        check_url("https://innocent.example.com/", [])


def test_the_name_is_resolved_once_and_the_answer_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, "93.184.216.34")
    place = check_url("https://innocent.example.com/hook?a=1", [])
    assert asked == ["innocent.example.com"]
    assert (place.address, place.port, place.path) == ("93.184.216.34", 443, "/hook?a=1")


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/",
        "http://100.128.0.1/",
        "http://[2606:4700::1111]/",
        "http://[2002:5db8:d822::1]/",
    ],
)
def test_public_addresses_are_called(url: str) -> None:
    assert check_url(url, []).port == 80


def test_a_name_that_changes_its_mind_leads_nowhere_else(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is allowed and is called; the second, private one is never asked for."""
    port = int(place.rpartition(":")[2].partition("/")[0])
    given = iter(["127.0.0.1", "10.0.0.7", "10.0.0.7"])
    asked = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(given), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    answer = call(f"http://turning.example.com:{port}/hook", allow=["127.0.0.1"])
    assert (answer.status, asked) == (302, ["turning.example.com"])
    with pytest.raises(AddressRefusedError):
        call(f"http://turning.example.com:{port}/hook", allow=["127.0.0.1"])


@pytest.mark.parametrize("allowed", ["127.0.0.0/8", "127.0.0.1", "LOCALHOST"])
def test_the_operator_may_allow_a_private_place(allowed: str) -> None:
    assert check_url("http://localhost:8000/", [allowed, "::1"]).port == 8000


def test_an_allowed_network_allows_no_other() -> None:
    with pytest.raises(AddressRefusedError):
        check_url("http://10.0.0.1/", ["127.0.0.0/8", "nonsense", "fd00::/8"])


class Redirecting(http.server.BaseHTTPRequestHandler):
    """Sends everybody elsewhere, and counts."""

    seen: list[str] = []

    def do_POST(self) -> None:
        self.seen.append(self.path)
        self.send_response(302)
        self.send_header("Location", "/secret")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"moved")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def place() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Redirecting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def test_redirects_are_not_followed(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    Redirecting.seen.clear()
    answer = call(place, body=b"{}", allow=["127.0.0.1"])
    assert (answer.status, answer.body, Redirecting.seen) == (302, b"moved", ["/hook"])


def test_the_connection_goes_to_the_checked_address(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "127.0.0.1")
    port = place.rpartition(":")[2].partition("/")[0]
    assert call(f"http://hook.example.com:{port}/hook", allow=["127.0.0.0/8"]).status == 302


def test_nobody_answers() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(CallFailedError):
        call(f"http://127.0.0.1:{port}/", allow=["127.0.0.1"])


DRIPS = {
    "status": (b"", b"H"),
    "headers": (b"HTTP/1.1 200 OK\r\nX-A: ", b"x"),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "until closed": (b"HTTP/1.0 200 OK\r\n\r\n", b"x"),
}


@pytest.mark.parametrize("what", sorted(DRIPS))
def test_a_server_that_drips_is_left(what: str) -> None:
    first, then = DRIPS[what]
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            peer, _ = listening.accept()
            with peer:
                try:
                    peer.sendall(first)
                    for _ in range(100):
                        peer.sendall(then)
                        threading.Event().wait(0.05)
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        begun = time.monotonic()
        with pytest.raises(CallFailedError, match=r"in time|timed out"):
            call(url, allow=["127.0.0.1"], timeout=0.4)
        assert time.monotonic() - begun < 1.5


def test_a_server_that_takes_tls_slowly_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            peer, _ = listening.accept()
            with peer:
                try:
                    peer.sendall(b"\x16\x03\x03\x10\x00")
                    for _ in range(100):
                        peer.sendall(b"x")
                        threading.Event().wait(0.05)
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        url = f"https://127.0.0.1:{listening.getsockname()[1]}/"
        begun = time.monotonic()
        with pytest.raises(CallFailedError):
            call(url, allow=["127.0.0.1"], timeout=0.4)
        assert time.monotonic() - begun < 1.5


def test_an_endless_body_is_cut() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def pour() -> None:
            peer, _ = listening.accept()
            with peer:
                try:
                    peer.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
                    while True:
                        peer.sendall(b"x" * 65536)
                except OSError:
                    return

        threading.Thread(target=pour, daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert len(call(url, allow=["127.0.0.1"], limit=1000).body) == 1000
