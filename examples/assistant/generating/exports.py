"""Log exports of the last 190 days: one complete, one with a gap, one of another kind."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

from generating.chance import below, pick

AS_OF = dt.date(2026, 11, 20)
DAYS = 190
GAP = (dt.date(2026, 9, 12), dt.date(2026, 9, 14))
"""First and last day without any entry in the generation log: a disk was full."""


def write(folder: Path) -> None:
    """Write the three exports."""
    folder.mkdir(parents=True)
    _write_csv(
        folder / "network_log.csv",
        ("time", "source", "method", "status"),
        (
            (t, f"192.0.2.{below(254, t)}", pick(("GET", "POST"), t), pick((200, 200, 304), t))
            for t in times(step=6)
        ),
    )
    _write_csv(
        folder / "compliance_log.csv",
        ("time", "actor", "action"),
        (
            (t, pick(("lin", "luo", "meng"), t), pick(("查询", "批准", "导出"), t))
            for t in times(step=12)
        ),
    )
    lines = (
        {
            "time": t,
            "request": f"q{below(10**9, t):09d}",
            "user": f"u{below(10**6, t):06d}",
            "labelled": True,
        }
        for t in times(step=6)
        if not GAP[0] <= dt.date.fromisoformat(t[:10]) <= GAP[1]
    )
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "generation_log.jsonl").write_text(text, "utf-8")


def times(step: int) -> Iterator[str]:
    """Yield a time every `step` hours, up to the day of the assessment."""
    start = dt.datetime.combine(
        AS_OF - dt.timedelta(days=DAYS), dt.time(1), dt.timezone(dt.timedelta(hours=8))
    )
    for n in range((DAYS + 1) * 24 // step):
        yield (start + dt.timedelta(hours=n * step)).isoformat()


def _write_csv(path: Path, header: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(text.getvalue(), "utf-8")
