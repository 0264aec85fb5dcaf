"""Findings by source and licence: the same in every engine and format, bounded, unknown said."""

import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import zstandard
from pyarrow import feather, parquet

from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.scanning import origins
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.origins import Counting, Origins, Share, merged
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.shard import scan_shard
from hegui.checks.corpus.scanning.stage import ScanLine, scan_stage
from hegui.engine.literals import installed_engines
from hegui.engine.terms import Term
from hegui.project.model import FieldMap
from tests.support.planted import DEFAULT_KINDS, document, filler

pytest.importorskip("hyperscan")
DAY = dt.date(2026, 11, 20)
TERMS = (
    Term(text="阻燃剂", risks=("A.1.a",)),
    Term(text="标记", risks=("A.1.b",), allow=("红色标记",)),
)
SOURCES = ("甲库", "web", " web ", "", None, 7, ["a"], '引"号\\')
LICENCES = ("MIT", "CC-BY-4.0", "", None, {"id": "MIT"})
FIELDS = FieldMap(source="from", licence="meta.rights")


def records(count: int = 500) -> list[dict[str, Any]]:
    """Return documents, most of them without a finding, with odd values of metadata."""
    draw, made = random.Random("origins"), []
    for number in range(count):
        text = "".join(filler(draw) for _ in range(draw.randint(1, 4)))
        if number % 7 == 0:
            text += document(draw, DEFAULT_KINDS).text
        if number % 5 == 0:
            text += draw.choice(("阻燃剂", "标记", "红色标记", "红色标记、标记"))
        meta = {"rights": draw.choice(LICENCES)}
        made.append({"id": f"d{number}", "text": text, "from": draw.choice(SOURCES), "meta": meta})
    return made


def plain(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the same documents with values that a column can hold."""
    words = (str, int, type(None))
    return [
        row
        | {"from": str(row["from"] or "") if isinstance(row["from"], words) else ""}
        | {"meta": {"rights": r if isinstance(r := row["meta"]["rights"], str) else None}}
        for row in made
    ]


def worker(folder: Path, looked: Rules, *, ids: bool = False) -> Callable[[Path], ScanLine]:
    """Return what makes the manifest line of a file."""
    made = scan_stage(looked, FIELDS, folder, ids=ids).worker()
    return lambda path: made.do(described(path, path.name), lambda _: None)


def scanned(path: Path, folder: Path, looked: Rules) -> ScanLine:
    """Return the manifest line of a file."""
    return worker(folder, looked)(path)


def counts(line: ScanLine) -> tuple[Any, ...]:
    """Return what is told of the documents with findings."""
    return line.docs_hit, line.findings, line.suppressed, line.by_source, line.by_licence


def by_hand(path: Path, looked: Rules, made: list[dict[str, Any]]) -> dict[str, Counter[str]]:
    """Return findings by source from the rows, which know the line of each."""
    found: dict[str, Counter[str]] = {}
    seen = scan_shard(described(path, path.name), FIELDS, Looker(looked), lambda _: None)
    docs: dict[str, set[int]] = {}
    for row in seen.rows.rows(""):
        if row.kind != "suppressed":
            given = made[row.line - 1]["from"]
            name = str(given).strip() if isinstance(given, (str, int)) else ""
            found.setdefault(name, Counter())[row.kind] += 1
            docs.setdefault(name, set()).add(row.line)
    return {name: kinds + Counter(docs=len(docs[name])) for name, kinds in found.items()}


@pytest.mark.parametrize("suspicious", [False, True], ids=["quick", "suspicious"])
def test_every_engine_and_format_counts_the_same(tmp_path: Path, suspicious: bool) -> None:
    made = records()
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in made]
    data = "".join(lines).encode()
    (tmp_path / "a.jsonl").write_bytes(data)
    (tmp_path / "b.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made))
    (tmp_path / "c.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(data))
    (tmp_path / "d.json").write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    table = pa.Table.from_pylist(plain(made))
    parquet.write_table(table, tmp_path / "e.parquet")
    feather.write_feather(table, tmp_path / "f.arrow")
    looked = Rules(terms=TERMS, suspicious=suspicious, as_of=DAY, key=b"k")
    expected = scanned(tmp_path / "a.jsonl", tmp_path / "o", looked)
    assert expected.by_source
    own = dict(expected.by_source.values)
    own[""] = expected.by_source.unknown
    hand = by_hand(tmp_path / "a.jsonl", looked, made)
    assert {name: (s.docs, s.term, s.pii, s.suspicious) for name, s in own.items()} == {
        name: tuple(k[part] for part in ("docs", "term", "pii", "suspicious"))
        for name, k in hand.items()
    }
    assert set(own) == {"甲库", "web", "7", '引"号\\', ""}
    assert sum(share.findings for share in own.values()) == expected.findings
    assert sum(share.docs for share in own.values()) == expected.docs_hit
    assert expected.suppressed > 0
    for engine in installed_engines():
        scan = worker(tmp_path / "o", replace(looked, engine=engine))
        for path in sorted(tmp_path.glob("[a-f].*")):
            assert counts(scan(path)) == counts(expected), (path.name, engine)
    with_ids = worker(tmp_path / "o", looked, ids=True)(tmp_path / "a.jsonl")
    assert counts(with_ids) == counts(expected)


def test_a_document_with_nothing_but_personal_information_is_hit(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "邮箱 someone@example.com", "from": "甲"}\n{"text": "好"}\n')
    line = scanned(path, tmp_path / "o", Rules(terms=TERMS, as_of=DAY))
    assert (line.docs, line.docs_hit, line.findings) == (2, 1, 1)
    assert line.by_source == Origins(values={"甲": Share(docs=1, pii=1)})
    assert line.by_licence == Origins(unknown=Share(docs=1, pii=1))


def test_what_is_only_suppressed_counts_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "红色标记", "from": "甲"}\n')
    line = scanned(path, tmp_path / "o", Rules(terms=TERMS, as_of=DAY))
    assert counts(line) == (0, 0, 1, Origins(), Origins())


def test_a_web_archive_has_hosts_and_text_has_nothing(tmp_path: Path) -> None:
    page = "含阻燃剂".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:x:1>\r\n"
        "WARC-Target-URI: https://www.example.cn/a\r\nContent-Type: text/plain\r\n"
        f"Content-Length: {len(page)}\r\n\r\n"
    )
    (tmp_path / "a.warc").write_bytes(head.encode() + page + b"\r\n\r\n")
    (tmp_path / "b.txt").write_text("含阻燃剂", encoding="utf-8")
    (tmp_path / "c.csv").write_text("text,from\n含阻燃剂,甲\n含阻燃剂,\n", encoding="utf-8")
    rules, one = Rules(terms=TERMS, as_of=DAY), Share(docs=1, term=1)
    found = {
        path.name: scanned(path, tmp_path / "o", rules).by_source for path in tmp_path.glob("*.*")
    }
    assert found == {
        "a.warc": Origins(values={"www.example.cn": one}),
        "b.txt": Origins(unknown=one),
        "c.csv": Origins(values={"甲": one}, unknown=one),
    }


def test_each_text_of_a_record_is_a_document_of_its_source(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"q": "阻燃剂", "a": "阻燃剂，阻燃剂", "from": "甲"}\n')
    fields = FieldMap(text="q", texts=("q", "a"), source="from")
    made = scan_stage(Rules(terms=TERMS, as_of=DAY), fields, tmp_path / "o").worker()
    line = made.do(described(path, path.name), lambda _: None)
    assert line.by_source == Origins(values={"甲": Share(docs=2, term=3)})


def test_there_is_room_for_so_many_values_and_the_rest_is_counted() -> None:
    most, counting = origins.origin_rules().most, Counting()
    for number in range(most + 5):
        for _ in range(2 if number >= 5 else 1):
            counting.add(f"s{number:03}" + "长" * 500, [0, 1])
    counting.add(" \n", [2])
    told = counting.origins()
    assert len(told.values) == most
    assert max(map(len, told.values)) == 120
    assert not any(name.startswith(("s000", "s004")) for name in told.values)
    assert (told.other, told.other_values) == (Share(docs=5, term=5, pii=5), 5)
    assert told.unknown == Share(docs=1, suspicious=1)


def test_shards_add_up_and_what_may_be_missing_is_known() -> None:
    whole = Origins(values={"a": Share(docs=2, term=3), "b": Share(docs=1, pii=1)})
    cut = Origins(
        values={"a": Share(docs=1, term=1)},
        unknown=Share(docs=1, term=1),
        other=Share(docs=4, term=4),
        other_values=3,
    )
    assert merged([whole, None, cut]) == Origins(
        values={"a": Share(docs=3, term=4), "b": Share(docs=1, pii=1)},
        unknown=Share(docs=1, term=1),
        other=Share(docs=4, term=4),
        other_values=3,
    )
    counting = Counting()
    counting.merge(whole)
    assert counting.exact("b")
    counting.merge(cut)
    assert (counting.exact("a"), counting.exact("b"), counting.exact("")) == (True, False, True)


@pytest.mark.parametrize("name", ["source", "licence"])
def test_another_field_is_another_digest(tmp_path: Path, name: str) -> None:
    rules = Rules(as_of=DAY)
    one = scan_stage(rules, FieldMap(), tmp_path).digest
    assert scan_stage(rules, FieldMap(**{name: "elsewhere"}), tmp_path).digest != one
    assert scan_stage(rules, FieldMap(language="elsewhere"), tmp_path).digest == one


def test_an_older_line_counts_nothing_rather_than_zero() -> None:
    import msgspec

    known = {"shard": "a", "size": 1, "sha256": "", "rules": "", "version": "", "docs": 1}
    known |= {"bad": 0, "docs_hit": 1, "findings": 1, "findings_sha256": ""}
    assert msgspec.convert(known, ScanLine).by_source is None
