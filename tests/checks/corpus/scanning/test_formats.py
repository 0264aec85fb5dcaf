"""The same corpus as JSON lines, packed, and as Parquet gives the same findings."""

import datetime as dt
import json
import random
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard
from pyarrow import parquet

from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.rows import Row
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.shard import scan_shard
from hegui.engine.terms import Term
from hegui.project.model import FieldMap
from tests.support.planted import DEFAULT_KINDS, document, filler

pytest.importorskip("hyperscan")
DOCUMENTS = 1500
WORDS = ("阻燃剂", "红色标记", "stable set", "标记")


def rows() -> list[dict[str, str]]:
    """Return planted documents, one in four with a term, one in three with values."""
    draw, made = random.Random("formats"), []
    for number in range(DOCUMENTS):
        text = "".join(filler(draw) for _ in range(draw.randint(1, 6)))
        if number % 3 == 0:
            text += document(draw, DEFAULT_KINDS).text
        if number % 4 == 0:
            at = draw.randrange(len(text))
            text = text[:at] + draw.choice(WORDS) + text[at:]
        made.append({"id": f"d{number}", "text": text, "source": draw.choice(WORDS)})
    return made


def found(path: Path, looker: Looker) -> list[Row]:
    """Return the findings of a file, in its order, without its name."""
    return list(
        scan_shard(described(path, path.name), FieldMap(), looker, lambda _: None).rows.rows("")
    )


@pytest.mark.usefixtures("way")
def test_every_format_gives_the_same_findings_in_the_same_order(tmp_path: Path) -> None:
    terms = tuple(Term(text=word, risks=("A.1.a",)) for word in WORDS)
    looker = Looker(Rules(terms=terms, as_of=dt.date(2026, 11, 20), key=b"k"))
    made = rows()
    plain = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made).encode()
    (tmp_path / "a.jsonl").write_bytes(plain)
    (tmp_path / "escaped.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made))
    (tmp_path / "b.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(plain))
    parquet.write_table(pa.Table.from_pylist(made), tmp_path / "c.parquet")
    expected = found(tmp_path / "a.jsonl", looker)
    assert sum(row.kind == "pii" for row in expected) > DOCUMENTS / 4
    assert sum(row.kind == "term" for row in expected) >= DOCUMENTS / 4
    for name in ("escaped.jsonl", "b.jsonl.zst", "c.parquet"):
        assert found(tmp_path / name, looker) == expected, name
