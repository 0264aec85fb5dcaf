"""From the folder of a draw and the files of reviewers to the result, and its files."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from hegui.checks.corpus.samples.model import DRAW
from hegui.checks.corpus.samples.private import write_private
from hegui.checks.corpus.samples.result import (
    DISAGREEMENTS,
    RESULT,
    VERDICTS,
    Readings,
    ReviewResult,
    Verdict,
    by_item,
    review,
)
from hegui.checks.corpus.samples.review_set import LINES, heads, workbook
from hegui.checks.corpus.samples.reviewed import read_reviewed
from hegui.checks.corpus.samples.rules import Limit
from hegui.checks.corpus.samples.writing import read_draw
from hegui.common.files import write_atomic
from hegui.common.hashing import canonical_json, sha256_file

ADJUDICATE = "adjudicate.xlsx"


def reviewed_sample(
    folder: Path,
    first: Path,
    second: Path | None,
    adjudicated: Path | None,
    limit: Limit,
    risks: Collection[str],
) -> tuple[ReviewResult, list[Verdict]]:
    """Read the files of a review and return its result and the verdicts.

    Raises `SampleFileError` for a folder without a draw and `TableError` for an unreadable file.
    """
    draw, items = read_draw(folder)
    known = by_item(items)
    readings = Readings(
        first=read_reviewed(first, known, risks),
        second=read_reviewed(second, known, risks, complete=False) if second else None,
        adjudicated=(
            read_reviewed(adjudicated, known, risks, complete=False) if adjudicated else None
        ),
    )
    return review(draw, items, readings, limit, sha256_file(folder / DRAW))


def write_result(
    folder: Path, result: ReviewResult, verdicts: Sequence[Verdict], risks: Collection[str]
) -> None:
    """Write result, verdicts and disagreements; none of them holds text of the corpus.

    Only the workbook for adjudication does, which its owner alone may read.
    """
    write_atomic(folder / RESULT, canonical_json(result))
    write_atomic(folder / VERDICTS, as_lines(verdicts))
    open_ones = [verdict for verdict in verdicts if verdict.verdict == "disputed"]
    write_atomic(folder / DISAGREEMENTS, as_lines(open_ones))
    if open_ones and (folder / LINES).is_file():
        rows = _rows(folder / LINES, {verdict.item for verdict in open_ones})
        write_private(folder / ADJUDICATE, workbook(rows, sorted(risks)))


def as_lines(verdicts: Sequence[Verdict]) -> bytes:
    """Return verdicts as JSON lines."""
    return b"".join(msgspec.json.encode(verdict) + b"\n" for verdict in verdicts)


def _rows(path: Path, wanted: set[str]) -> list[dict[str, str]]:
    found = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [{name: row.get(name, "") for name in heads()} for row in found if row["item"] in wanted]
