"""The log of output without an explicit label that was given on a user's request.

Article 9 of the labelling measures: only on request, under an agreement that tells the user's duty,
and with a log kept for at least six months. The fields are those that the check records.logs can be
told to require (`log: unlabeled_output`); personal data is held as a keyed digest only.
"""

import calendar
import datetime as dt
import hashlib
import hmac
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hegui.common.dates import CHINA
from hegui.common.files import OutputError, make_folder, why
from hegui.common.struct import Record

FIELDS = ("time", "request", "recipient", "content", "agreement")
MONTHS = 6


DIGEST = 64
LONGEST_LINE = 1 << 16


class Request(Record, frozen=True, kw_only=True):
    """One request: its number, who asked (an account id, never stored as such), the content number
    and the version of the agreement that the user accepted."""

    request: str
    recipient: str
    content: str
    agreement: str


class UnlabelledLog:
    """An append-only log, one JSON object a line, each on disk before the output may be given."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path, self._key = path, key

    def add(self, request: Request, at: dt.datetime) -> dict[str, str]:
        """Write one request and return the line; raises `ValueError` for an empty field or a time
        without a zone, `OutputError` when it cannot be written: then the output must not be given.
        """
        if at.tzinfo is None:
            raise ValueError("the time needs a zone")
        given = {name: getattr(request, name).strip() for name in FIELDS[1:]}
        if empty := [name for name, value in given.items() if not value]:
            raise ValueError(f"empty: {', '.join(empty)}")
        given["recipient"] = hmac.new(
            self._key, given["recipient"].encode(), hashlib.sha256
        ).hexdigest()
        line = {"time": at.isoformat(timespec="seconds"), **given}
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        make_folder(self.path.parent)
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, data)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise OutputError(path=self.path, why=why(error)) from error
        return line


@dataclass(frozen=True, slots=True)
class LogState:
    """What can be told of a log: its lines, what is wrong with them, and how far back it reaches.

    `kept`: every line is whole and the oldest is six months old or more; `young`: whole, but
    younger, so nothing is said of keeping; `faulty`: lines are damaged or lack a field.
    """

    state: Literal["kept", "young", "faulty", "empty"]
    lines: int
    damaged: tuple[int, ...]
    missing: dict[str, int]
    unmasked: int
    disordered: int
    oldest: str
    newest: str
    days: int


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the same day some months ago, or the last of that month where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def check_log(path: Path, as_of: dt.date) -> LogState:
    """Look a log over; raises `OSError` when it cannot be opened. Days are those of Shanghai."""
    damaged: list[int] = []
    missing: Counter[str] = Counter()
    unmasked = disordered = lines = 0
    times: list[dt.datetime] = []
    for lines, row in enumerate(_rows(path), start=1):
        at = _time(row)
        if row is None or at is None:
            damaged.append(lines)
            continue
        missing.update(name for name in FIELDS if not str(row.get(name) or "").strip())
        unmasked += not _is_digest(row.get("recipient"))
        disordered += bool(times) and at < times[-1]
        times.append(at)
    oldest, newest = (min(times), max(times)) if times else (None, None)
    days = (as_of - _day(oldest)).days if oldest else 0
    faulty = bool(damaged or missing or unmasked)
    young = oldest is None or _day(oldest) > months_before(as_of, MONTHS)
    state: Literal["kept", "young", "faulty", "empty"]
    state = "empty" if not lines else "faulty" if faulty else "young" if young else "kept"
    return LogState(
        state=state,
        lines=lines,
        damaged=tuple(damaged),
        missing=dict(missing),
        unmasked=unmasked,
        disordered=disordered,
        oldest=oldest.isoformat() if oldest else "",
        newest=newest.isoformat() if newest else "",
        days=days,
    )


def _rows(path: Path) -> Iterator[dict[str, object] | None]:
    """Yield the object of each line, None for one that is damaged; long ones are damaged."""
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            whole = line.endswith(b"\n")
            try:
                row = json.loads(line) if whole else None
            except (ValueError, RecursionError):
                row = None
            yield row if isinstance(row, dict) else None
            while not whole and (rest := file.readline(LONGEST_LINE)):
                whole = rest.endswith(b"\n")


def _time(row: dict[str, object] | None) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(str((row or {}).get("time", "")))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(CHINA).date()


def _is_digest(value: object) -> bool:
    text = str(value or "")
    return len(text) == DIGEST and all(sign in "0123456789abcdef" for sign in text)
