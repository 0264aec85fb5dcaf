"""Reading what inspect_ai, garak and promptfoo left: counts, versions, digests; no text of answers."""

import json
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hegui.common.errors import MissingExtraError, WrongUseError
from hegui.common.hashing import sha256_file
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.tables import TableError, read_bytes

MOST_BYTES = 256 << 20
"""Bytes of a file, and of each part of an archive when unpacked."""
ZSTANDARD, LOCAL_HEADER = 93, 30
HEADER, SAMPLES = "header.json", "samples/"


class NotAResultError(WrongUseError):
    """A file is no result of a tool that is known."""

    code = "model_result_unknown"
    text = Text(
        "“{path}”不是可识别的测试结果（inspect_ai 的 .eval 或 .json、garak 的 JSONL、promptfoo 的 JSON），"
        "或已损坏。",
        "“{path}” is no result that is recognised (inspect_ai .eval or .json, garak JSONL, promptfoo "
        "JSON), or it is damaged.",
    )


class ForeignResult(Record, frozen=True, kw_only=True):
    """What another tool's result says of itself.

    `items` were asked, `passed` and `failed` by the tool's own judgement, `errors` have no answer.
    The rest of the items was given no such judgement. Whether it counts as evidence for a clause,
    a person decides.
    """

    tool: str
    version: str
    sha256: str
    model: str
    task: str
    status: str
    items: int
    passed: int
    failed: int
    errors: int
    by: dict[str, dict[str, int]] = {}


def read_result(path: Path) -> ForeignResult:
    """Return what a result says; raise `NotAResultError`, `TableError` where it cannot be read."""
    try:
        if zipfile.is_zipfile(path):
            return _inspect(path, *_unpacked(path))
        data = read_bytes(path, MOST_BYTES)
        return _lines(path, data) or _tree(path, data)
    except TableError:
        raise
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OSError,
        NotImplementedError,
        struct.error,
        RecursionError,
        zipfile.BadZipFile,
    ) as error:
        raise NotAResultError(path=path) from error


def _unpacked(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    with zipfile.ZipFile(path) as packed:
        sizes = {part.filename: part.file_size for part in packed.infolist()}
        wanted = [HEADER, *(n for n in sizes if n.startswith(SAMPLES) and n.endswith(".json"))]
        if any(sizes[name] > MOST_BYTES for name in wanted):
            raise ValueError("too large")
        header = json.loads(_part(path, packed, HEADER))
        samples = [_short(json.loads(_part(path, packed, name))) for name in wanted[1:]]
    return header, samples


def _part(path: Path, packed: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of an archive, also one packed by Zstandard, as later versions of inspect do.

    Source: APPNOTE 6.3.10 of the ZIP format, sections 4.3.7 and 4.4.5 (method 93).
    """
    info = packed.getinfo(name)
    if info.compress_type != ZSTANDARD:
        return packed.read(name)
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError(library="zstandard", purpose=".eval", extra="corpus") from error
    with path.open("rb") as file:
        file.seek(info.header_offset)
        head = file.read(LOCAL_HEADER)
        file.seek(sum(struct.unpack("<HH", head[-4:])), 1)
        data = file.read(info.compress_size)
    try:
        made = zstandard.ZstdDecompressor().decompress(data, max_output_size=MOST_BYTES)
    except zstandard.ZstdError as error:
        raise ValueError(name) from error
    if zlib.crc32(made) != info.CRC:
        raise ValueError(name)
    return made


def _short(sample: dict[str, Any]) -> dict[str, Any]:
    return {name: sample.get(name) for name in ("error", "scores")}


def _tree(path: Path, data: bytes) -> ForeignResult:
    value = json.loads(data)
    if "eval" in value and "plan" in value:
        return _inspect(path, value, value.get("samples") or [])
    if "evalId" in value or "results" in value:
        return _promptfoo(path, value)
    raise ValueError("unknown")


RIGHT, WRONG = ("C", 1, 1.0, True), ("I", 0, 0.0, False)
"""inspect_ai's values of a score for right and wrong."""


def _inspect(path: Path, log: dict[str, Any], samples: list[dict[str, Any]]) -> ForeignResult:
    own = log["eval"]
    words: Counter[str] = Counter()
    by: dict[str, Counter[str]] = {}
    for sample in samples:
        scores = sample.get("scores") or {}
        values = {name: _word(score.get("value")) for name, score in scores.items()}
        for name, word in values.items():
            by.setdefault(name, Counter())[word] += 1
        words["error" if sample.get("error") else _joined(values.values())] += 1
    packages = own.get("packages") or {}
    return ForeignResult(
        tool="inspect_ai",
        version=str(packages.get("inspect_ai", "")),
        sha256=sha256_file(path),
        model=str(own.get("model", "")),
        task=str(own.get("task", "")),
        status=str(log.get("status", "")),
        items=len(samples),
        passed=words["passed"],
        failed=words["failed"],
        errors=words["error"],
        by={name: dict(sorted(counts.items())) for name, counts in sorted(by.items())},
    )


def _word(value: Any) -> str:
    if isinstance(value, list | dict):
        return "other"
    return "passed" if value in RIGHT else "failed" if value in WRONG else "other"


def _joined(words: Iterable[str]) -> str:
    """Return what several scores say together: one that failed fails, all that passed pass."""
    found = set(words)
    return "failed" if "failed" in found else "passed" if found == {"passed"} else "other"


GARAK_TARGETS = ("plugins.model_name", "plugins.target_name", "plugins.target_type")
"""Where garak says what it asked; by its type where the target has no name (REST)."""


def _lines(path: Path, data: bytes) -> ForeignResult | None:
    """Return a garak report; None where the lines are none."""
    rows = []
    for line in data.splitlines():
        try:
            rows.append(json.loads(line))
        except ValueError:
            return None
    if not rows or not all(isinstance(row, dict) and "entry_type" in row for row in rows):
        return None
    setup: dict[str, Any] = next(
        (r for r in rows if r["entry_type"] in ("start_run setup", "init")), {}
    )
    asked = [r for r in rows if r["entry_type"] == "attempt" and r.get("status") == 2]
    by: dict[str, dict[str, int]] = {}
    nones = 0
    for row in rows:
        if row["entry_type"] == "eval":
            nones += int(row.get("nones", 0))
            total = row.get("total_evaluated", row.get("total", 0))
            name = f"{row['probe']} {row['detector']}"
            by[name] = {"n": int(total), "passed": int(row["passed"])}
    return ForeignResult(
        tool="garak",
        version=str(setup.get("_config.version", setup.get("garak_version", ""))),
        sha256=sha256_file(path),
        model=next((str(setup[key]) for key in GARAK_TARGETS if setup.get(key)), ""),
        task=", ".join(sorted({name.split()[0] for name in by})),
        status="complete" if any(r["entry_type"] == "completion" for r in rows) else "incomplete",
        items=len(asked),
        passed=sum(counts["passed"] for counts in by.values()),
        failed=sum(counts["n"] - counts["passed"] for counts in by.values()),
        errors=nones,
        by=by,
    )


def _promptfoo(path: Path, value: dict[str, Any]) -> ForeignResult:
    results = value["results"]
    rows = results["results"]
    words: Counter[str] = Counter()
    by: dict[str, Counter[str]] = {}
    for row in rows:
        error = row.get("failureReason") == 2 or (row.get("error") and not row.get("response"))
        word = "errors" if error else "passed" if row["success"] else "failed"
        words[word] += 1
        by.setdefault(_provider(row), Counter())[word] += 1
    return ForeignResult(
        tool="promptfoo",
        version=str(
            (value.get("metadata") or {}).get("promptfooVersion", results.get("version", ""))
        ),
        sha256=sha256_file(path),
        model=", ".join(sorted(by)),
        task=str((value.get("config") or {}).get("description") or ""),
        status="complete",
        items=len(rows),
        passed=words["passed"],
        failed=words["failed"],
        errors=words["errors"],
        by={name: dict(sorted(counts.items())) for name, counts in sorted(by.items())},
    )


def _provider(row: dict[str, Any]) -> str:
    provider = row.get("provider")
    return str(provider.get("id", "") if isinstance(provider, dict) else provider or "")
