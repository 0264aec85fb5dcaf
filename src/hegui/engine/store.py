"""Where the files of a run lie: results/, findings/ and journals/ under one folder."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from hegui.common.errors import HeguiError
from hegui.common.files import write_atomic
from hegui.common.hashing import canonical_json
from hegui.common.text import Text
from hegui.engine.model import CheckResult

RESULTS, FINDINGS, JOURNALS = "results", "findings", "journals"


class BadResultError(HeguiError):
    """A result file is not a result."""

    code = "bad_result"
    text = Text(
        "结果文件“{path}”无法读取：{why}。请重新运行检查。",
        "The result file “{path}” cannot be read: {why}. Run the check again.",
    )


def stem(check_id: str, number: int) -> str:
    """Return the file stem of job `number` (from 1) of a check: `id`, then `id--2`, `id--3` ..."""
    return check_id if number == 1 else f"{check_id}--{number}"


def split_stem(name: str) -> tuple[str, int] | None:
    """Return the check id and job number of a stem, or None if it is not one."""
    check_id, dashes, number = name.partition("--")
    if not dashes:
        return check_id, 1
    return (check_id, int(number)) if number.isdecimal() else None


def write_result(out: Path, name: str, result: CheckResult) -> None:
    """Write one result atomically as canonical JSON."""
    write_atomic(out / RESULTS / f"{name}.json", canonical_json(result))


def read_result(path: Path) -> CheckResult:
    """Read one result file or raise `BadResultError`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=CheckResult)
    except (OSError, msgspec.DecodeError) as error:
        raise BadResultError(path=path, why=error) from error


def read_results(out: Path) -> list[CheckResult]:
    """Return all results under `out`, by check id and job number."""
    named = sorted((split_stem(p.stem) or (p.stem, 0), p) for p in result_files(out))
    return [read_result(path) for _, path in named]


def result_files(out: Path) -> Iterator[Path]:
    """Yield the result files under `out`."""
    return (out / RESULTS).glob("*.json")


def prune(out: Path, check_id: str, keep: int) -> None:
    """Remove results and findings of earlier runs of a check beyond its first `keep` jobs.

    Journals stay: they are append-only records of what was asked and answered.
    """
    for folder, suffix in ((RESULTS, ".json"), (FINDINGS, ".parquet")):
        for path in (out / folder).glob(f"{check_id}*{suffix}"):
            parts = split_stem(path.stem)
            if parts is not None and parts[0] == check_id and parts[1] > keep:
                path.unlink()
