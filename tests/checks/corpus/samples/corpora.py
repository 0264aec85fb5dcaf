"""Small corpora whose documents are known, and the commands that draw from them."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hegui.checks.corpus.samples.model import Draw, Item
from hegui.checks.corpus.samples.writing import read_draw

SOURCES = ("甲", "乙", "丙")


def rows(count: int, start: int = 0) -> list[dict[str, Any]]:
    """Return documents: a tenth of source 丙, every twentieth with the term 阻燃."""
    made = []
    for number in range(start, start + count):
        source = SOURCES[2] if number % 10 == 0 else SOURCES[number % 2]
        text = f"第{number}条文档，讲的是语料的来源。" + (
            "其中有阻燃二字。" if number % 20 == 7 else ""
        )
        made.append({"id": f"d{number}", "text": text, "source": source, "type": "web"})
    return made


def write(path: Path, documents: Iterable[dict[str, Any]]) -> Path:
    """Write documents as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in documents)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def hegui(*words: object, code: int = 0) -> dict[str, Any]:
    """Run a command of `hegui corpus` and return its answer."""
    run = [sys.executable, "-m", "hegui", "corpus", *map(str, words), "--json"]
    done = subprocess.run(run, capture_output=True, check=False)
    assert done.returncode == code, (done.returncode, done.stderr.decode(), done.stdout.decode())
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def scanned(corpus: Path, out: Path) -> Path:
    """Scan a corpus for the term 阻燃 and return the folder of the scan."""
    terms = out.with_suffix(".txt")
    terms.write_text("阻燃\n", encoding="utf-8")
    hegui("scan", corpus, "--terms", terms, "--kinds", "none", "--out", out, "--jobs", 1)
    return out


def drawn(folder: Path) -> tuple[Draw, list[Item]]:
    """Return a draw and its items."""
    return read_draw(folder)


def names(folder: Path) -> set[str]:
    """Return the names of the drawn items."""
    return {item.item for item in read_draw(folder)[1]}
