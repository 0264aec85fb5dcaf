"""Loading the catalogue: from the cache by digest, else from the data files."""

import datetime as dt
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from hegui.catalogue.files import Source, folder_sources
from hegui.catalogue.kinds import KINDS
from hegui.catalogue.model import Catalogue
from hegui.catalogue.problems import CatalogueError, Problem
from hegui.catalogue.rows import RawCatalogue, RawRow, collect
from hegui.common.cache import cache_read, cache_write
from hegui.common.dates import today
from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text

DATA = Path(__file__).parent / "data"
CODE = ("kinds.py", "rows.py", "files.py", "loader.py", "model/*.py")
"""Modules that shape the cached form: a change of any makes a new cache key."""


def load(dirs: Sequence[Path] = (), *, as_of: dt.date | None = None) -> Catalogue:
    """Return the catalogue with the rows of `dirs` added or replaced, as of a day (today).

    Raises `CatalogueError`, which lists every problem with file, line, row and field.
    """
    layers = read_layers(dirs)
    digest = layers_digest(layers)
    key = f"{digest}-{_code_digest()}"
    catalogue = _decode(cache_read("catalogue", key))
    if catalogue is None:
        catalogue = build(layers, digest)
        cache_write("catalogue", key, msgspec.msgpack.encode(catalogue), keep=8)
    return msgspec.structs.replace(catalogue, as_of=as_of or today())


def read_layers(dirs: Sequence[Path]) -> list[list[Source]]:
    """Read the files of the built-in data and of each folder."""
    layers = [folder_sources(DATA)]
    layers += [folder_sources(path, name=os.path.basename(os.path.realpath(path))) for path in dirs]
    return layers


def layers_digest(layers: Sequence[Sequence[Source]]) -> str:
    """Return the digest of all files, in order, by their names inside their folders."""
    lines = [f"{n} {s.name} {s.digest}\n" for n, layer in enumerate(layers) for s in layer]
    return sha256_bytes("".join(lines).encode())


def _code_digest() -> str:
    here = Path(__file__).parent
    paths = [path for pattern in CODE for path in sorted(here.glob(pattern))]
    return sha256_bytes(b"".join(path.read_bytes() for path in paths))[:16]


def _decode(data: bytes | None) -> Catalogue | None:
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=Catalogue)
    except msgspec.DecodeError:
        return None


def build(layers: Sequence[list[Source]], digest: str) -> Catalogue:
    """Build the catalogue from its files and check all of it; raise with all problems."""
    catalogue, problems = checked(layers, digest)
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        raise CatalogueError(errors)
    return catalogue


def checked(layers: Sequence[list[Source]], digest: str) -> tuple[Catalogue, list[Problem]]:
    """Build the catalogue and return it with every breach of a rule, notices included.

    Raises `CatalogueError` for what cannot even be read into records.
    """
    raw = collect(layers)
    catalogue = records(raw, digest)
    from hegui.catalogue.validators import validate

    return catalogue, validate(catalogue, raw.rows)


def records(raw: RawCatalogue, digest: str) -> Catalogue:
    """Turn raw rows into typed records; raise with all rows that do not fit their record."""
    problems = list(raw.problems)
    tables: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for row in raw.rows.values():
        try:
            record = msgspec.convert(row.data, KINDS[row.kind])
        except msgspec.ValidationError as error:
            problems.append(misfit(row, str(error)))
            continue
        if row.kind == "labels":
            group, _, label = row.id.partition("/")
            tables["labels"].setdefault(group, {})[label] = record
        else:
            tables[row.kind][row.id] = record
    if problems:
        raise CatalogueError(problems)
    version = f"{raw.version}+{digest[:8]}" if raw.layers > 1 else raw.version
    return Catalogue(version=version, digest=digest, as_of=dt.date.min, **tables)


def misfit(row: RawRow, message: str) -> Problem:
    """Return the problem for a row that msgspec refused: unknown key, wrong type, missing key."""
    what, _, path = message.partition(" - at ")
    name = path.strip("`").removeprefix("$").removeprefix(".").replace("[...]", "")
    for words, code, zh, en in KEY_PROBLEMS:
        if words in what:
            key = what.split("`")[1]
            name = f"{name}.{key}" if name else key
            return row.problem(code, Text(zh.format(key=key), en.format(key=key)), name)
    return row.problem("wrong_type", _wrong_type(what), name)


KEY_PROBLEMS = (
    ("unknown field", "unknown_key", "不认识键“{key}”。", "The key “{key}” is not known here."),
    ("missing required field", "missing_key", "缺少“{key}”。", "“{key}” is missing."),
)
TYPES_ZH = {
    "str": "文字",
    "int": "整数",
    "float": "数",
    "bool": "true 或 false",
    "array": "列表",
    "object": "键值对",
    "date": "日期（YYYY-MM-DD）",
    "null": "空",
}


def _wrong_type(what: str) -> Text:
    """Return the sentence for a value of the wrong type, or outside the allowed words."""
    found = re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", what)
    if found:
        wanted, got = (
            " | ".join(TYPES_ZH.get(part, part) for part in side.split(" | "))
            for side in found.groups()
        )
        return Text(
            f"值的类型不对：应为{wanted}，实为{got}；文字可加引号。",
            f"The value has the wrong type: {what[0].lower()}{what[1:]}; quote texts.",
        )
    word = re.fullmatch(r"Invalid enum value (.+)", what)
    if word:
        return Text(f"取值 {word[1]} 不在允许之列。", f"The value {word[1]} is not allowed here.")
    return Text(f"值不对（{what}）。", f"The value is wrong ({what}).")
