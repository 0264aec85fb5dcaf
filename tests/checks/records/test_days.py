"""Times as exports write them, as calendar days in Asia/Shanghai."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.checks.records.days import shanghai_day

DAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-20",
        "2026-11-20 08:00:00",
        "2026-11-20T08:00:00.123456",
        "2026-11-20T08:00:00+08:00",
        "2026-11-19T16:00:00Z",
        "2026-11-20T15:59:59Z",
        "2026-11-19T22:30:00-0500",
        "2026/11/20 8:05",
        "2026.11.20",
        "2026年11月20日",
        "2026年11月20日 8时5分",
        "２０２６－１１－２０",
        "20261120",
        "20261120080000",
        1795132800,
        1795132800000,
        "1795132800",
        1795132800.5,
        "2026-11-20 23:59:60",
    ],
)
def test_spellings_of_one_day(value: object) -> None:
    assert shanghai_day(value) == DAY


def test_midnight_is_the_border_of_a_shanghai_day() -> None:
    assert shanghai_day("2026-11-20T15:59:59Z") == DAY
    assert shanghai_day("2026-11-20T16:00:00Z") == DAY + dt.timedelta(days=1)


@pytest.mark.parametrize(
    "value",
    [
        *["", "昨天", "2026-02-30", "2026-13-01", "20/11/2026", "2026-11-20T25:00", "0001-01-01"],
        *[None, True, [], {}, float("nan"), float("inf"), 12, -1795132800, "99999999999999999999"],
    ],
)
def test_what_is_no_time_gives_none(value: object) -> None:
    assert shanghai_day(value) is None


def test_leap_days_are_days_only_in_leap_years() -> None:
    assert shanghai_day("2028-02-29") == dt.date(2028, 2, 29)
    assert shanghai_day("2027-02-29") is None


@given(st.dates(dt.date(1992, 1, 2), dt.date(2199, 12, 31)))
def test_every_day_is_read_back(day: dt.date) -> None:
    assert shanghai_day(day.isoformat()) == day
    assert shanghai_day(f"{day:%Y%m%d}") == day


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_none(text: str) -> None:
    found = shanghai_day(text)
    assert found is None or found.year >= 1992
