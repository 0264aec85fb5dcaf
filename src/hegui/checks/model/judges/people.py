"""People as a judge: filled review sheets, one row an answer, one sheet a reviewer or several."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from hegui.checks.model.judges.combining import combined_verdict
from hegui.checks.model.judges.definition import JudgeSpec
from hegui.checks.model.judges.verdicts import UNDETERMINED, Answered, Judgement, one_line
from hegui.common.hashing import digest_of, sha256_bytes
from hegui.common.struct import Record
from hegui.engine.fields import Cells, Problems
from hegui.engine.tables import TableError, read_table


class SheetWords(Record, frozen=True, kw_only=True):
    """Names of columns and words of verdicts in review sheets; see `sheets.yaml`."""

    schema: Literal["hegui/review-sheets/1"]
    source: str
    grade: str
    columns: dict[str, tuple[str, ...]]
    measure_verdicts: dict[str, tuple[str, ...]]
    verdicts: dict[str, tuple[str, ...]]


class Reviewed(Record, frozen=True, kw_only=True):
    """What one person said of one answer; `answer_sha256` names the answer that was seen."""

    id: str
    verdict: str
    reviewer: str
    reason: str = ""
    answer_sha256: str = ""


@cache
def sheet_words() -> SheetWords:
    """Return the words of review sheets."""
    data = Path(__file__).with_name("sheets.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=SheetWords)


def read_sheet(path: Path, *, measure: bool = False) -> list[Reviewed]:
    """Read a filled sheet; rows without a verdict are not yet reviewed and left out.

    With `measure` the words are yes and no: does the measure count the answer.

    Raises `TableError` with every row that cannot be used: an unknown word is no verdict.
    """
    words = sheet_words()
    known_words = words.measure_verdicts if measure else words.verdicts
    table = read_table(path, "reviews")
    columns = sheet_words().columns
    known = {name for column, others in columns.items() for name in (column, *others)}
    rows = [row for row in table.rows if any(row.values.get(name) for name in known)]
    trimmed = [
        row._replace(values={n: v for n, v in row.values.items() if n in known}) for row in rows
    ]
    problems = Problems(path)
    found = problems.read(trimmed, columns, lambda cells: _reviewed(cells, path.stem, known_words))
    problems.raise_as(TableError)
    return [one for one in found if one.verdict]


def _reviewed(cells: Cells, stem: str, words: dict[str, tuple[str, ...]]) -> Reviewed:
    given = cells.string("verdict")
    return Reviewed(
        id=cells.required("id"),
        verdict=cells.word("verdict", words) if given else "",
        reviewer=cells.string("reviewer") or stem,
        reason=one_line(cells.string("reason")),
        answer_sha256=cells.string("answer_sha256"),
    )


class Reviews(NamedTuple):
    """What people said by answer and reviewer, and the digest of it all."""

    by_id: dict[str, dict[str, Reviewed]]
    digest: str


def reviews_of(spec: JudgeSpec, root: Path) -> Reviews:
    """Read the sheets of a judge."""
    read = [one for sheet in spec.sheets for one in read_sheet(root / sheet)]
    by_id: dict[str, dict[str, Reviewed]] = {}
    for one in read:
        by_id.setdefault(one.id, {})[one.reviewer] = one
    return Reviews(by_id, digest_of({"judge": spec, "reviews": read}))


def people_judgements(
    spec: JudgeSpec, answers: Sequence[Answered], reviews: Reviews
) -> list[Judgement]:
    """Return what people say of every answer: their majority where several reviewed it.

    An answer that is not the one they saw (by its hash, where the sheet names it), a tie, and an
    answer that nobody reviewed are undetermined.
    """
    by_id, digest = reviews
    return [_judgement(spec, one, list(by_id.get(one.id, {}).values()), digest) for one in answers]


def _judgement(spec: JudgeSpec, one: Answered, said: list[Reviewed], digest: str) -> Judgement:
    seen = sha256_bytes(one.answer.encode("utf-8", "replace"))
    fitting = [each for each in said if each.answer_sha256 in ("", seen)]
    verdict, reason = UNDETERMINED, "not_reviewed"
    if said and not fitting:
        reason = "other_answer_reviewed"
    elif fitting:
        verdict = combined_verdict("majority", [each.verdict for each in fitting])
        reason = "; ".join(f"{e.reviewer}:{e.verdict} {e.reason}".strip() for e in fitting)
    return Judgement(
        id=one.id,
        verdict=verdict,
        reason=one_line(reason),
        judge=spec.id,
        digest=digest,
        raw="; ".join(f"{each.reviewer}:{each.verdict}" for each in fitting),
    )
