"""What the corpus commands left in their output folders, read without knowing each command.

A command leaves `manifest.jsonl` (one line a shard), `errors/*.jsonl`, `failed.jsonl` and JSON
documents of its own. What a line counts is summed by name, so that a new command is shown too.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.corpus.shards.owner import DOCUMENTS, SIGNS
from hegui.checks.corpus.shards.plan import plan_head, planned_shards
from hegui.common.errors import WrongUseError
from hegui.common.text import Text

LINES_OF_ALL = frozenset({"shard", "size", "sha256", "rules", "version", "seconds", "cpu_seconds"})
MAX_DOCUMENT = 8 << 20
"""A larger JSON document is named, not read."""


class NoSuchFolderError(WrongUseError):
    """A folder of results does not exist."""

    code = "corpus_report_no_folder"
    text = Text("“{path}”不存在，请检查路径。", "“{path}” does not exist; check the path.")


class NotAFolderError(WrongUseError):
    """A path is no output folder of a corpus command."""

    code = "corpus_report_folder"
    text = Text(
        "“{path}”不是语料命令的输出文件夹：没有 manifest.jsonl，也没有可读的 JSON 文档。",
        "“{path}” is no output folder of a corpus command: it has no manifest.jsonl and no JSON "
        "document that can be read.",
    )


@dataclass(frozen=True, slots=True)
class Folder:
    """An output folder: its manifest lines, sums, and documents by file name."""

    path: Path
    kind: str
    lines: tuple[dict[str, Any], ...] = ()
    sums: dict[str, float] = field(default_factory=dict)
    maps: dict[str, dict[str, int]] = field(default_factory=dict)
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    failed: tuple[dict[str, Any], ...] = ()
    reasons: tuple[tuple[str, int, str], ...] = ()
    broken: tuple[str, ...] = ()
    digest: str = ""
    planned: tuple[str, ...] = ()

    @property
    def unreached(self) -> tuple[str, ...]:
        """The shards of the plan that were neither finished nor named as failed.

        A run over media has no manifest lines: its document is written when it is finished.
        """
        if self.kind == "media" and "media.json" in self.documents:
            return ()
        met = {str(one.get("shard")) for one in (*self.lines, *self.failed)}
        return tuple(name for name in self.planned if name not in met)

    def total(self, name: str) -> int:
        """Return the sum of a count over all shards."""
        return int(self.sums.get(name, 0))


def read_folder(path: Path) -> Folder:
    """Read an output folder; raises `NoSuchFolderError` or `NotAFolderError`."""
    if not path.exists():
        raise NoSuchFolderError(path=path)
    manifest = path / "manifest.jsonl"
    broken: list[str] = []
    lines = tuple(sorted(_lines(manifest, broken), key=lambda line: str(line.get("shard"))))
    documents = dict(_documents(path, broken))
    head, planned = plan_head(path), planned_shards(path)
    if not lines and not documents and head is None:
        raise NotAFolderError(path=path)
    return Folder(
        path=path,
        kind=head.command if head else _kind(lines, documents),
        lines=lines,
        sums=_sums(lines),
        maps=_maps(lines),
        documents=documents,
        failed=tuple(_lines(path / "failed.jsonl", broken)),
        reasons=_reasons(path / "errors"),
        broken=tuple(broken),
        digest=_digest(lines, documents, planned),
        planned=planned,
    )


def _lines(path: Path, broken: list[str]) -> Iterator[dict[str, Any]]:
    try:
        data = path.read_bytes()
    except OSError:
        return
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            yield msgspec.json.decode(line, type=dict[str, Any])
        except msgspec.DecodeError:
            broken.append(f"{path.name}:{number}")


def _documents(path: Path, broken: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for place in sorted([*path.glob("*.json"), *path.glob("results/*.json")]):
        if place.name.startswith("."):
            continue
        try:
            if place.stat().st_size > MAX_DOCUMENT:
                raise ValueError
            yield place.name, msgspec.json.decode(place.read_bytes(), type=dict[str, Any])
        except (OSError, ValueError, msgspec.DecodeError):
            broken.append(place.name)


def _kind(lines: tuple[dict[str, Any], ...], documents: dict[str, Any]) -> str:
    known = [kind for name, kind in DOCUMENTS.items() if name in documents]
    known += [kind for sign, kind in SIGNS.items() if lines and sign in lines[0]]
    return known[0] if known else "other"


def _sums(lines: tuple[dict[str, Any], ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in lines:
        for name, value in line.items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                most = name.startswith("max_")
                found[name] = max(found.get(name, 0), value) if most else found.get(name, 0) + value
    return found


def _maps(lines: tuple[dict[str, Any], ...]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for line in lines:
        for name, value in line.items():
            if isinstance(value, dict) and all(isinstance(v, int) for v in value.values()):
                found.setdefault(name, Counter()).update(value)
    return {name: ranked(counts) for name, counts in found.items()}


def ranked(counts: dict[str, int]) -> dict[str, int]:
    """Return counts, the most frequent first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _reasons(folder: Path) -> tuple[tuple[str, int, str], ...]:
    """Return why items could not be read: the reason, how many, and the first place."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for path in sorted(folder.glob("*.jsonl")):
        with path.open("rb") as file:
            for line in file:
                try:
                    error = msgspec.json.decode(line, type=dict[str, Any])
                except msgspec.DecodeError:
                    continue
                what = str(error.get("what", ""))
                counts[what] += 1
                first.setdefault(what, str(error.get("where", "")))
    return tuple((what, n, first[what]) for what, n in ranked(counts).items())


def _digest(
    lines: tuple[dict[str, Any], ...], documents: dict[str, Any], planned: tuple[str, ...]
) -> str:
    """Return the SHA-256 of what does not differ between two equal runs."""
    kept = [
        {k: v for k, v in line.items() if k not in ("seconds", "cpu_seconds")} for line in lines
    ]
    left = sorted(set(planned).difference(str(line.get("shard")) for line in lines))
    encoded = msgspec.json.encode([kept, documents, left], order="deterministic")
    return hashlib.sha256(encoded).hexdigest()
