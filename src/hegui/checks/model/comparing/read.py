"""Reading the folder that `hegui model test` left: what was asked, and what was said of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hegui.checks.model.errors import NoTestRunError
from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record

RESULT, JUDGED = "result.json", "judged.jsonl"
WORDS = ("id", "check", "verdict")


class Said(Record, frozen=True, kw_only=True):
    """What was said of one question; without `judged` there is no verdict that counts."""

    check: str
    verdict: str
    judged: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class TestRun:
    """One finished test: `said` by question, `at_most` names the measures where few is good."""

    __test__ = False

    path: Path
    model: str
    bank: str
    judge: str
    said: dict[str, Said]
    at_most: frozenset[str]
    digest: str

    def passes(self, said: Said) -> bool:
        """Tell whether a judged answer is as it should be."""
        return said.counted != (said.check in self.at_most)


def read_run(folder: Path) -> TestRun:
    """Read a folder; raise `NoTestRunError` for one that holds no finished test."""
    data = _bytes(folder / JUDGED)
    result = _object(_bytes(folder / RESULT), folder / RESULT)
    measures, bank, model = (result.get(name) for name in ("measures", "bank", "endpoint"))
    if not isinstance(measures, dict) or not isinstance(bank, dict) or not isinstance(model, dict):
        raise _bad(
            folder / RESULT,
            "缺少 measures、bank 或 endpoint",
            "measures, bank or endpoint is missing",
        )
    return TestRun(
        path=folder,
        model=str(model.get("model", "")),
        bank=str(bank.get("sha256", "")),
        judge=json.dumps(result.get("judge", ""), sort_keys=True, ensure_ascii=False),
        said=_said(data, folder / JUDGED),
        at_most=frozenset(name for name, one in measures.items() if _direction(one) == "at_most"),
        digest=sha256_bytes(data),
    )


def _direction(measure: Any) -> Any:
    return measure.get("direction") if isinstance(measure, dict) else None


def _said(data: bytes, path: Path) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for number, line in enumerate(data.splitlines(), start=1):
        row = _object(line, path, number)
        name, check, verdict = (row.get(word, "") for word in WORDS)
        if not all(isinstance(value, str) for value in (name, check, verdict)) or not name:
            raise _bad(path, f"第 {number} 行没有 id", f"line {number} has no id")
        # An open question has a row for each measure; the first has its own name.
        found[f"{name} ({check})" if name in found else name] = Said(
            check=check,
            verdict=verdict,
            judged=row.get("judged") is True,
            counted=row.get("counted") is True,
        )
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _bad(path, "读不到", "it cannot be read") from error


def _object(data: bytes, path: Path, line: int = 1) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise _bad(path, f"第 {line} 行不是 JSON 对象", f"line {line} is no JSON object")
    return value


def _bad(path: Path, zh: str, en: str) -> NoTestRunError:
    return NoTestRunError(path=path, why_zh=zh, why_en=en)
