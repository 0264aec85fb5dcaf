"""Writing and reading the records of a draw, which hold no text of the corpus."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from hegui.checks.corpus.samples.drawing import Merged, inputs, strata_of
from hegui.checks.corpus.samples.errors import SampleFileError
from hegui.checks.corpus.samples.model import DRAW, ITEMS, Draw, Item
from hegui.checks.corpus.samples.rules import rules_digest
from hegui.checks.corpus.samples.stage import Plan, SampleLine
from hegui.common.files import write_atomic
from hegui.common.hashing import canonical_json, sha256_bytes
from hegui.engine.sampling import METHOD
from hegui.project.model import FieldMap

T = TypeVar("T")
MOST = 1 << 30
"""Bytes of a record file; a larger one is none."""


def write_draw(
    folder: Path,
    plan: Plan,
    merged: Merged,
    items: Iterable[Item],
    lines: list[SampleLine],
    fields: FieldMap,
    judge: str,
) -> Draw:
    """Write `items.jsonl` and `draw.json` and return the draw."""
    ordered = sorted(items, key=lambda item: item.item)
    data = b"".join(msgspec.json.encode(item) + b"\n" for item in ordered)
    write_atomic(folder / ITEMS, data)
    draw = Draw(
        method=METHOD,
        key=plan.key,
        asked=plan.size,
        population=merged.population,
        size=len(ordered),
        strata_fields=plan.strata,
        minimum=plan.minimum,
        strata=strata_of(merged),
        shards=inputs(lines),
        unread=sum(line.bad for line in lines),
        fields=fields,
        scan=judge,
        rules=rules_digest(),
        items_sha256=sha256_bytes(data),
    )
    write_atomic(folder / DRAW, canonical_json(draw))
    return draw


def read_record(path: Path, kind: type[T]) -> T:
    """Read one record; raises `SampleFileError`."""
    return _decoded(path, _bytes(path), kind)


def read_draw(folder: Path) -> tuple[Draw, list[Item]]:
    """Read a draw and its items; raises `SampleFileError` when they do not belong together."""
    draw, data = read_record(folder / DRAW, Draw), _bytes(folder / ITEMS)
    if sha256_bytes(data) != draw.items_sha256:
        raise SampleFileError(path=str(folder / ITEMS), why="sha256 != draw.json")
    items = [_decoded(folder / ITEMS, line, Item) for line in data.splitlines()]
    return draw, items


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST:
            raise SampleFileError(path=str(path), why="> 1 GiB")
        return path.read_bytes()
    except OSError as error:
        raise SampleFileError(path=str(path), why=error.strerror or type(error).__name__) from error


def _decoded(path: Path, data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise SampleFileError(path=str(path), why=str(error)) from error
