"""Making a bank of somebody else's questions: labels become risk codes, repetitions become one."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.common.errors import WrongUseError
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.banks import bank_words
from hegui.engine.media.reading import COLUMNS as MEDIA
from hegui.engine.rows.reading import stream_rows
from hegui.engine.tables import Row, fail


class PublicSet(Record, frozen=True, kw_only=True):
    """Where a public set keeps id, text and labels (the first column that is there).

    `under` names labels that say something only where the coarser column holds a certain class.
    """

    title: str
    source: str
    licence: str
    text: tuple[str, ...]
    id: tuple[str, ...]
    labels: tuple[str, ...]
    split: str
    under: dict[str, str] = {}


class PublicSets(Record, frozen=True, kw_only=True):
    """All of `public_sets.yaml`."""

    schema: str
    sets: dict[str, PublicSet]


class UnknownSetError(WrongUseError):
    """A public set was named that is not known."""

    code = "bank_unknown_set"
    text = Text(
        "没有公开题集“{name}”，可用：{known}。", "There is no public set “{name}”; use {known}."
    )


class Imported(Record, frozen=True, kw_only=True):
    """A bank made of rows: the questions, and what became of all rows.

    `unmapped` counts the labels that no risk of the catalogue takes; their rows are left out.
    """

    questions: tuple[dict[str, Any], ...]
    rows: int
    repeated: int
    left_out: int
    unmapped: dict[str, int]
    by_risk: dict[str, int]


@cache
def public_sets() -> dict[str, PublicSet]:
    """Return the known public sets."""
    data = Path(__file__).with_name("public_sets.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=PublicSets).sets


def import_bank(path: Path, name: str, catalogue: Catalogue, expectation: str) -> Imported:
    """Return a bank of the questions of a public set.

    Raises `UnknownSetError`, and `TableError` for a file without the set's columns.
    """
    if name not in public_sets():
        raise UnknownSetError(name=name, known=", ".join(public_sets()))
    known = public_sets()[name]
    codes = labels_of(name, catalogue)
    questions: dict[str, dict[str, Any]] = {}
    rows = left_out = 0
    unmapped: Counter[str] = Counter()

    def refuse(line: int, zh: str, en: str) -> None:
        raise fail(path, line, zh, en)

    for row in stream_rows(path, "questions", refuse):
        rows += 1
        _check_media(path, row)
        text = _first(path, row, known.text)
        labels = _labels(row, known)
        risks = _risks(labels, codes)
        if not risks:
            unmapped[" / ".join(labels) or "—"] += 1
            left_out += 1
            continue
        key = "".join(unicodedata.normalize("NFKC", text).casefold().split())
        held = questions.setdefault(key, _question(row, known, name, text, expectation))
        held["risk"] = list(dict.fromkeys([*held["risk"], *risks]))
    counts = Counter(code for question in questions.values() for code in question["risk"])
    return Imported(
        questions=tuple(questions.values()),
        rows=rows,
        repeated=rows - left_out - len(questions),
        left_out=left_out,
        unmapped=dict(unmapped.most_common()),
        by_risk=dict(sorted(counts.items())),
    )


def _check_media(path: Path, row: Row) -> None:
    """Refuse a row with media: its words alone would be another question."""
    for name in MEDIA:
        for spelled in (name, *bank_words().columns[name]):
            if row.values.get(spelled):
                raise fail(
                    path,
                    row.line,
                    f"这一行带有媒体（{spelled}），导入只取文字；请按题库格式自己写这些题",
                    f"the row comes with media ({spelled}), and imports take the words only; write these "
                    "questions in the format of banks yourself",
                )


def labels_of(name: str, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return the risk codes of each label of a set, as the catalogue maps them."""
    found: dict[str, list[str]] = {}
    for risk in catalogue.risks.values():
        for label in risk.mapping.get(name, ()):
            found.setdefault(label, []).append(risk.id)
    return {label: tuple(codes) for label, codes in found.items()}


def _risks(labels: list[str], codes: dict[str, tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(code for label in labels for code in codes.get(label, ())))


def _labels(row: Row, known: PublicSet) -> list[str]:
    """Return the labels of a row, the finest column first that says anything."""
    for column in known.labels:
        parts = str(row.values.get(column) or "").split(known.split)
        named = [part.strip() for part in parts if part.strip()]
        if found := [label for label in named if _says(label, row, known)]:
            return found
    return []


def _says(label: str, row: Row, known: PublicSet) -> bool:
    wanted = known.under.get(label)
    return wanted is None or str(row.values.get(known.labels[-1]) or "").strip() == wanted


def _first(path: Path, row: Row, columns: tuple[str, ...]) -> str:
    found = next((str(row.values[c]).strip() for c in columns if row.values.get(c)), "")
    if not found:
        names = ", ".join(columns)
        raise fail(path, row.line, f"没有列 {names}，或为空", f"no column {names}, or it is empty")
    return found


def _question(row: Row, known: PublicSet, name: str, text: str, expectation: str) -> dict[str, Any]:
    number = next((str(row.values[c]) for c in known.id if row.values.get(c)), str(row.line))
    return {
        "id": f"{name}-{row.line}-{number}",
        "text": text,
        "expectation": expectation,
        "risk": [],
        "source": known.source,
        "licence": known.licence,
    }


def lines(questions: tuple[dict[str, Any], ...]) -> Iterator[bytes]:
    """Yield the questions as JSON lines."""
    for question in questions:
        yield msgspec.json.encode(question) + b"\n"
