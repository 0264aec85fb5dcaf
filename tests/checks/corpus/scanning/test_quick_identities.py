"""Telling values from benign digits in raw bytes never loses one that decoding would find."""

import datetime as dt
import json
import os
import random
from pathlib import Path

import pytest

from hegui.checks.corpus.identity.selection import kind_names
from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.rows import Row
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.shard import scan_shard
from hegui.project.model import FieldMap
from tests.support.planted import DEFAULT_KINDS, MAKERS, document

pytest.importorskip("hyperscan")
SEEDS = 400 if os.environ.get("HEGUI_FUZZ") == "long" else 12
GLUE = (
    "", "", " ", "\n", "\t", "\r\n", '"', "\\", "\\n", "/", "，", "：", "a", "n", "b", "E", "86 ",
    "+", "-", ".", "@", "１３", "手机 ", "卡号", "订单号 ", "noreply@", "1", "0" * 9, "é", "\u2028", "😀",
)  # fmt: skip


def text(draw: random.Random, kinds: tuple[str, ...]) -> str:
    """Return planted values cut up and glued with what may hide or deny them."""
    parts = []
    for _ in range(draw.randrange(1, 4)):
        planted = document(draw, kinds).text
        at = draw.randrange(len(planted))
        parts += [planted[at : at + draw.randrange(1, 60)], draw.choice(GLUE), draw.choice(GLUE)]
        parts += [str(draw.randrange(10 ** draw.randrange(4, 20))), draw.choice(GLUE)]
    return "".join(parts)


def lines(seed: int, kinds: tuple[str, ...]) -> bytes:
    """Return JSON lines, one in five with all but ASCII escaped."""
    draw = random.Random(f"identities {seed}")
    made = []
    for _ in range(120):
        row = {"id": text(draw, kinds)[:20], "text": text(draw, kinds), "note": draw.choice(GLUE)}
        line = json.dumps(row, ensure_ascii=draw.random() < 0.2)
        made.append(line.replace("/", r"\/") if draw.random() < 0.3 else line)
    return "\n".join(made).encode()


@pytest.fixture(scope="module", params=[DEFAULT_KINDS, tuple(MAKERS)], ids=["eight", "all"])
def asked(request: pytest.FixtureRequest, way: str) -> tuple[tuple[str, ...], Looker, Looker]:
    """Return kinds, the looker that searches raw bytes, and the one that decodes everything."""
    kinds = request.param
    names = kind_names(default=True) if kinds is DEFAULT_KINDS else kind_names()
    quick, slow = (
        Looker(Rules(kinds=names, as_of=dt.date(2026, 11, 20), key=b"k", engine=engine))
        for engine in (None, "python")
    )
    return kinds, quick, slow


@pytest.mark.parametrize("seed", range(SEEDS))
def test_quick_finds_what_slow_finds(
    tmp_path: Path, asked: tuple[tuple[str, ...], Looker, Looker], seed: int
) -> None:
    kinds, quick, slow = asked
    path = tmp_path / "f.jsonl"
    path.write_bytes(lines(seed, kinds))

    def found(looker: Looker) -> list[Row]:
        return list(scan_shard(described(path, "f.jsonl"), FieldMap(), looker, print).rows.rows(""))

    assert found(quick) == found(slow)
