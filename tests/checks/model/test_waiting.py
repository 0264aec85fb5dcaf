"""When to ask again, and by which way: the pure parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.checks.model.breaker import Breaker
from hegui.checks.model.failures import Attempt, status_failure
from hegui.checks.model.retry import backoff, retry_after
from hegui.checks.model.settings import settings
from hegui.checks.model.targets.address import is_loopback, proxy_for
from hegui.project.model import Endpoint

NOW = 1_795_132_800.0
"""2026-11-20 00:00 UTC."""


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", None),
        ("7", 7.0),
        (" 1.5 ", 1.5),
        ("-3", 0.0),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("Fri, 20 Nov 2026 00:00:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 00:00:30", 30.0),
        ("Thu, 19 Nov 2026 00:00:00 GMT", 0.0),
        ("Fri, 99 Nov 2026 00:00:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(header, lambda: NOW) == seconds


@given(st.text(max_size=40))
def test_any_header_gives_seconds_or_nothing(header: str) -> None:
    seconds = retry_after(header, lambda: NOW)
    assert seconds is None or seconds >= 0


@given(st.integers(min_value=1, max_value=20), st.floats(min_value=0, max_value=1))
def test_waits_grow_up_to_a_limit_and_are_spread(failures: int, chance: float) -> None:
    habits = settings().client
    wait = backoff(failures, habits, chance)
    longest = min(habits.backoff_first_s * 2 ** (failures - 1), habits.backoff_most_s)
    assert longest / 2 <= wait <= longest


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (200, ""),
        (204, ""),
        (301, "redirect"),
        (400, "rejected"),
        (408, "timeout"),
        (425, "timeout"),
        (429, "rate_limited"),
        (451, "rejected"),
        (500, "server_error"),
        (504, "server_error"),
        (599, "server_error"),
    ],
)
def test_every_status_has_its_failure(status: int, failure: str) -> None:
    assert status_failure(status) == failure


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("api.localhost", True),
        ("192.168.0.1", False),
        ("localhost.example.cn", False),
        ("example.cn", False),
    ],
)
def test_this_machine_is_known(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_proxies_of_the_environment_serve_other_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://proxy.example.cn:3128")
    monkeypatch.setenv("https_proxy", "http://proxy.example.cn:3129")
    monkeypatch.setenv("no_proxy", "intern.example.cn,.lan")
    assert proxy_for("http", "chat.example.com", 80) == "http://proxy.example.cn:3128"
    assert proxy_for("https", "chat.example.com", 443) == "http://proxy.example.cn:3129"
    assert proxy_for("https", "intern.example.cn", 443) is None
    assert proxy_for("https", "a.lan", 443) is None
    assert proxy_for("http", "127.0.0.1", 8000) is None


def test_an_answer_ends_a_row_of_failures() -> None:
    habits = settings().client
    breaker, dropped = Breaker(habits, clock=lambda: NOW), Attempt(failure="dropped")
    for _ in range(habits.down_before_first_answer - 1):
        breaker.failed(dropped, given_up=True)
    assert not breaker.broken
    breaker.answered()
    for _ in range(habits.down_after - 1):
        breaker.failed(dropped, given_up=True)
    assert not breaker.broken
    breaker.failed(dropped, given_up=True)
    assert breaker.broken


def test_attempts_of_many_workers_are_no_questions_given_up() -> None:
    habits = settings().client
    breaker, failing = Breaker(habits, 16, lambda: NOW), Attempt(status=503, failure="server_error")
    for _ in range(1000):
        breaker.failed(failing, given_up=False)
    assert not breaker.broken
    for _ in range(15):
        breaker.failed(failing, given_up=True)
    assert not breaker.broken
    breaker.failed(failing, given_up=True)
    assert breaker.broken


def test_after_a_long_silence_one_question_given_up_is_enough() -> None:
    habits = settings().client
    times = [NOW]
    breaker = Breaker(habits, 8, lambda: times[0])
    hung = Attempt(failure="timeout", ms=30_000)
    breaker.failed(hung, given_up=False)
    times[0] += habits.down_silent_s - 30
    assert not breaker.broken
    breaker.failed(hung, given_up=True)
    assert breaker.broken
    breaker.answered()
    breaker.failed(hung, given_up=True)
    assert not breaker.broken


def test_a_refused_connection_is_told_within_seconds_by_default() -> None:
    habits = settings().client
    endpoint = Endpoint(id="e", subject="s", base_url="http://x")
    waits = (backoff(made, habits, 1.0, refused=True) for made in range(1, endpoint.attempts))
    assert sum(waits) < 8


def test_rate_limits_alone_never_break_an_endpoint_that_answered() -> None:
    breaker = Breaker(settings().client)
    breaker.answered()
    for _ in range(1000):
        breaker.failed(Attempt(status=429, failure="rate_limited"), given_up=True)
    assert not breaker.broken
