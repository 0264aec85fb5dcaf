"""The quick way through raw bytes finds what the slow, obvious way finds, whatever the bytes."""

import datetime as dt
import json
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.shard import Seen, scan_shard
from hegui.engine.terms import Term
from hegui.project.model import FieldMap

pytest.importorskip("hyperscan")
TERMS = (
    "阻燃",
    "阻燃剂",
    "able",
    "a/b",
    'q"t',
    "back\\slash",
    "/",
    "ＶＸ",
    "n",
    "Ünder",
    "两 字",
    "u4e2d",
)
PIECES = (
    *TERMS, "\n", "\t", '"', "\\", "\\n", "中文", "stable", "13800138000", "x@y.cn", " ", "\u2028",
    "\x7f", "😀", "ABLE", "１３８００１３８０００", "/", "\\u4e2d", "\u3000",
)  # fmt: skip


SEEDS = 2000 if os.environ.get("HEGUI_FUZZ") == "long" else 60
RARE = tuple(text for text in TERMS if len(text) > 1)
"""Without the terms that are on every line, which lines are decoded matters."""


def rules(engine: str | None = None, texts: tuple[str, ...] = TERMS) -> Rules:
    """Return rules with terms that JSON spells in several ways."""
    terms = tuple(Term(text=text, risks=("A.1.a",)) for text in texts)
    return Rules(terms=terms, as_of=dt.date(2026, 11, 20), key=b"k", engine=engine)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def quick(way: str) -> Looker:
    """Return the looker that searches raw bytes."""
    return Looker(rules())


@pytest.fixture(scope="module", params=[TERMS, RARE], ids=["frequent", "rare"])
def pair(request: pytest.FixtureRequest, way: str) -> tuple[Looker, Looker]:
    """Return the looker that searches raw bytes and the one that decodes everything.

    The second searches with plain Python.
    """
    return Looker(rules(None, request.param)), Looker(rules("python", request.param))


def scanned(path: Path, looker: Looker, text_field: str = "text") -> Seen:
    """Scan one file."""
    fields = FieldMap(text=text_field, source="note", licence="id")
    return scan_shard(described(path, path.name), fields, looker, lambda _: None)


def make_line(draw: random.Random) -> bytes:
    """Return a line of JSON, sometimes a strange or a bad one."""
    text = "".join(draw.choices(PIECES, k=draw.randrange(0, 9)))
    record = {"id": draw.randrange(99), "text": text, "note": draw.choice(PIECES)}
    if draw.random() < 0.1:
        record = dict(reversed(record.items()))
    line = json.dumps(record, ensure_ascii=draw.random() < 0.3).encode()
    if draw.random() < 0.3:
        line = line.replace(b"/", rb"\/")
    if draw.random() < 0.5:
        return line
    bad = draw.random()
    if bad < 0.05:
        return line[: draw.randrange(len(line))]
    if bad < 0.1:
        at = draw.randrange(len(line))
        return line[:at] + bytes([draw.randrange(256)]) + line[at + 1 :]
    odd = [
        b"",
        b"{}",
        b'{"text": 1}',
        b'{"text": null}',
        b'{"text": "\\ud800"}',
        b"[]",
        line + line,
    ]
    return draw.choice(odd) if bad < 0.15 else line


@pytest.mark.parametrize("seed", range(SEEDS))
def test_quick_is_slow(tmp_path: Path, pair: tuple[Looker, Looker], seed: int) -> None:
    quick, slow = pair
    draw = random.Random(seed)
    lines = [make_line(draw).replace(b"\n", b" ") for _ in range(draw.randrange(1, 200))]
    if seed % 2:  # files without a bad line take another way
        lines = [line for line in lines if is_good(line)] or [b'{"text": "x"}']
    path = tmp_path / "f.jsonl"
    path.write_bytes(b"\n".join(lines) + draw.choice([b"", b"\n", b"\r\n"]))
    one, other = scanned(path, quick), scanned(path, slow)
    assert sorted(one.rows.rows("f")) == sorted(other.rows.rows("f"))
    assert one.counts == other.counts
    assert one.rows.docs_hit == other.rows.docs_hit
    assert one.rows.by_source.origins() == other.rows.by_source.origins()
    assert one.rows.by_licence.origins() == other.rows.by_licence.origins()
    assert one.errors == other.errors
    assert one.file == other.file


@pytest.mark.parametrize("seed", range(20))
def test_exact_is_what_find_finds(tmp_path: Path, quick: Looker, seed: int) -> None:
    draw = random.Random(seed)
    texts = ["".join(draw.choices(PIECES, k=draw.randrange(1, 30))) + "." for _ in range(50)]
    path = tmp_path / "f.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    seen = scanned(path, quick).rows.rows("f")
    found = {(row.line, row.rule, row.start) for row in seen if row.variant == "exact"}
    assert found == {
        (line, term, at)
        for line, text in enumerate(texts, start=1)
        for term in TERMS
        for at in range(len(text))
        if text.startswith(term, at)
    }


def is_good(line: bytes) -> bool:
    """Tell whether a line is a document."""
    try:
        record = json.loads(line)
    except ValueError:
        return False
    return isinstance(record, dict) and isinstance(record.get("text"), str)


def test_escapes_hide_nothing(tmp_path: Path, quick: Looker) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text(
        '{"text": "\\u963b\\u71c3 a\\/b q\\"t back\\\\slash"}\n',
    )
    exact = [row.rule for row in scanned(path, quick).rows.rows("f") if row.variant == "exact"]
    assert {"阻燃", "a/b", 'q"t', "back\\slash", "/"} <= set(exact)


def test_hits_outside_the_text_are_none(tmp_path: Path, quick: Looker) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text('{"id": "阻燃", "text": "好", "more": {"text": "阻燃剂 13800138000"}}\n')
    seen = scanned(path, quick)
    assert len(seen.rows) == 0
    assert seen.counts["docs"] == 1


def test_nested_text(tmp_path: Path, quick: Looker) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text('{"a": {"text": "阻燃剂"}, "text": "able"}\n')
    rules = Counter(row.rule for row in scanned(path, quick, "a.text").rows.rows("f"))
    assert rules == {"阻燃": 1, "阻燃剂": 1}


def test_every_occurrence_overlaps_included(tmp_path: Path, quick: Looker) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text('{"text": "阻燃阻燃剂 stable"}\n')
    places = {(row.rule, row.start, row.end) for row in scanned(path, quick).rows.rows("f")}
    assert places == {("阻燃", 0, 2), ("阻燃", 2, 4), ("阻燃剂", 2, 5), ("able", 8, 12)}
    inside = [row.confidence for row in scanned(path, quick).rows.rows("f") if row.rule == "able"]
    assert inside == [0.3]
