"""The profile as tables, one file of each a topic, as CSV and as Parquet."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hegui.checks.corpus.profile.model import Profile, Shares
from hegui.checks.corpus.shards.output import write_table
from hegui.common.files import write_atomic

TABLES = "tables"
SHARES = ("value", "docs", "share")
FIELDS = (
    "languages",
    "declared_languages",
    "guessed_languages",
    "differing_languages",
    "chinese",
    "sources",
    "types",
    "modalities",
    "months",
)
"""Parts of a profile that are shares; each becomes a table."""

Rows = list[tuple[Any, ...]]


def tables(profile: Profile) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """Yield name, columns and rows of each table."""
    for name in FIELDS:
        yield name, SHARES, share_rows(getattr(profile, name))
    yield "scripts", ("script", "share_of_letters"), list(profile.scripts.items())
    yield "lengths", ("from", "to", "docs"), list(profile.length.histogram)
    yield "quantiles", ("quantile", "characters"), list(profile.length.quantiles.items())
    known = profile.synthetic
    counted = [(name, getattr(known, name)) for name in ("yes", "no", "unknown")]
    yield "synthetic", ("declared", "docs"), counted
    signals = [(s.signal, s.docs, s.share, s.limit, s.grade) for s in profile.quality]
    yield "quality", ("signal", "docs", "share", "limit", "grade"), signals


def share_rows(shares: Shares) -> Rows:
    """Return the rows of a field; the last ones are what has no value, or no room."""
    rows: Rows = [(share.value, share.docs, share.share) for share in shares.values]
    if shares.other:
        rows.append(("(other)", shares.other, None))
    if shares.absent:
        rows.append(("(unknown)", shares.absent, shares.absent_share))
    return rows


def write_tables(folder: Path, profile: Profile) -> list[Path]:
    """Write every table twice and return the CSV files; raises `OutputError`."""
    import pyarrow as pa

    written = []
    for name, columns, rows in tables(profile):
        path = folder / TABLES / f"{name}.csv"
        write_atomic(path, csv_bytes(columns, rows))
        values = list(zip(*rows, strict=True)) or [()] * len(columns)
        table = pa.table(dict(zip(columns, map(list, values), strict=True)))
        write_table(path.with_suffix(".parquet"), table)
        written.append(path)
    return written


def csv_bytes(columns: tuple[str, ...], rows: Rows) -> bytes:
    """Return a CSV file that Excel opens as UTF-8; no cell can be taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value
