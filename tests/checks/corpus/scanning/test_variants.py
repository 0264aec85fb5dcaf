"""Scans for terms in other spellings: raw bytes and decoded text give the same, and what they say."""

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hegui.checks.corpus.errors import UnknownVariantError
from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.scanning.asked import scan_modes, scan_terms
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.shard import Seen, scan_shard
from hegui.checks.corpus.scanning.stage import line_of
from hegui.engine.forms import MODES
from hegui.engine.tables import TableError
from hegui.engine.terms import Term
from hegui.project.model import FieldMap

pytest.importorskip("hyperscan")
TERMS = (
    Term(text="网络赌博", risks=("A.1.h",), allow=("反网络赌博",)),
    Term(text="赌博", risks=("A.1.h",)),
    Term(text="vx群", risks=("A.1.h",)),
    Term(text="no n", risks=("A.1.b",), context=("群",)),
)
PIECES = (
    *"网络赌博網賭贝者", "反网络赌博", "\n", "\t", '"', "\\", "\\n", "/", "\u200b", "😀", " ", "v", "x",
    "群", "n", "o", "，", "中文", "\x08", "*",
)  # fmt: skip


def rules(engine: Any = None, **more: Any) -> Rules:
    given = {"terms": TERMS, "kinds": (), "as_of": dt.date(2026, 11, 20), "engine": engine}
    return Rules(**(given | more))


def scanned(path: Path, looker: Looker) -> Seen:
    return scan_shard(described(path, path.name), FieldMap(), looker, lambda _read: None)


@pytest.fixture(scope="module")
def lookers() -> list[Looker]:
    return [
        Looker(rules(engine, modes=MODES))
        for engine in (None, "hyperscan", "ahocorasick", "python")
    ]


@pytest.mark.parametrize("seed", range(8))
def test_raw_bytes_and_decoded_text_give_the_same(
    tmp_path: Path, lookers: list[Looker], seed: int
) -> None:
    draw = random.Random(seed)
    path = tmp_path / "a.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for _ in range(300):
            filler = ["好的"] * draw.randrange(200) if draw.random() < 0.5 else []
            text = "x" + "".join(draw.choices(PIECES, k=draw.randrange(1, 9)) + filler)
            file.write(json.dumps({"text": text}, ensure_ascii=draw.random() < 0.2) + "\n")
    first, *others = [list(scanned(path, one).rows.rows("a")) for one in lookers]
    assert first
    assert all(other == first for other in others)


def test_escaped_text_is_read_without_kinds_of_identity(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "ok 赌博"}) + '\n{"text": "no"}\n', encoding="utf-8")
    assert scanned(path, Looker(rules())).rows.column("rule") == ["赌博"]


def test_what_is_suppressed_is_written_down_and_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "反网络赌博"}\n{"text": "网 络赌博"}\n', encoding="utf-8")
    looker = Looker(rules(modes=("separator",)))
    seen = scanned(path, looker)
    assert [(row.kind, row.rule, row.variant) for row in seen.rows.rows("a")] == [
        ("suppressed", "网络赌博", "exact"),
        ("suppressed", "赌博", "exact"),
        ("term", "网络赌博", "separator"),
        ("term", "赌博", "exact"),
    ]
    line = line_of("a", seen, "", "", looker.engine)
    assert (line.docs_hit, line.findings, line.suppressed) == (1, 2, 2)
    assert line.by_risk == {"A.1.h": 2}
    assert line.by_rule == {"term": 2}


def test_the_second_pass_reads_every_document(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    texts = (
        "x赌*博*网*站",
        "x网\u200b络",
        "去wang luo du bo",
        "干净",
        "第 一 章",
        "甲、乙、丙、丁、戊",
    )
    path.write_text("".join(json.dumps({"text": t}) + "\n" for t in texts), encoding="utf-8")
    seen = scanned(path, Looker(rules(terms=(), suspicious=True)))
    rows = list(seen.rows.rows("a"))
    assert [(row.line, row.rule) for row in rows] == [
        (1, "dense_symbols"),
        (2, "zero_width"),
        (3, "pinyin_run"),
    ]
    assert {row.kind for row in rows} == {"suspicious"}
    assert (rows[0].start, rows[0].end) == (1, 8)
    assert "博" not in rows[0].excerpt


def test_the_digest_of_the_rules_covers_what_changes_findings() -> None:
    plain = rules().digest
    term = msgspec.structs.replace
    changed = [
        rules(modes=MODES),
        rules(modes=()),
        rules(suspicious=True),
        rules(terms=(term(TERMS[0], allow=()), *TERMS[1:])),
        rules(terms=(term(TERMS[0], context=("群",)), *TERMS[1:])),
        rules(terms=(term(TERMS[0], modes=("split",)), *TERMS[1:])),
    ]
    assert len({plain, *(one.digest for one in changed)}) == 7
    assert rules("python").digest == plain
    assert rules(terms=(term(TERMS[0], note="x"), *TERMS[1:])).digest == plain


def test_names_of_variants() -> None:
    assert scan_modes("") is None
    assert scan_modes("none") == ()
    assert scan_modes("all") == MODES
    assert scan_modes("separator, zero_width") == ("zero_width", "separator")
    assert scan_modes("traditional") is None
    with pytest.raises(UnknownVariantError, match="magic"):
        scan_modes("magic")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_plain_lists_are_read_in_the_encodings_people_have(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("网络赌博\n\n[a-z]+\n".encode(encoding))
    assert [term.text for term in scan_terms(path)] == ["网络赌博", "[a-z]+"]


def test_a_file_that_is_no_list_of_terms_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(200 << 20)
    with pytest.raises(TableError, match="200 MiB, more than 32 MiB"):
        scan_terms(path)
    path.write_bytes("網路賭博與色情\n".encode("big5"))
    with pytest.raises(TableError, match="GB18030"):
        scan_terms(path)
