"""Several processes find what one finds, in the same order, and stop when asked."""

import gzip
import os
import signal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from hegui.checks.corpus.errors import DamagedFileError, WorkerLostError
from hegui.checks.corpus.reading.files import Unit
from hegui.checks.corpus.scanning import passes as scan
from hegui.checks.corpus.scanning.pool import scan_in_pool
from hegui.checks.corpus.terms.detector import TermDetector, TermSpec
from hegui.engine.errors import CancelledRunError
from hegui.engine.terms import Term
from tests.support.scans import Desk, jsonl

TEXTS = [f"第{n}篇赌博😀\n电话1380000{n:04d}" for n in range(60)]


@pytest.fixture
def mixed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A corpus of several files in several formats, large enough for a pool of two."""
    monkeypatch.setattr(scan, "POOL_FROM", 0)
    for part in range(4):
        rows = [{"text": text, "source": f"s{part}"} for text in TEXTS[part * 10 : part * 10 + 10]]
        desk.write(f"part-{part}.jsonl", jsonl([*rows, {"text": ""}]))
    table = pa.table({"text": TEXTS[40:]})
    parquet.write_table(table, desk.root / "rows.parquet", row_group_size=2)
    desk.write("texts/a.txt", "赌博 13800000000")
    desk.corpus("part-*.jsonl", "rows.parquet", "texts")
    desk.library({"term": "赌博", "risk": "A.1.a"})
    return desk


@pytest.mark.parametrize("check", ["corpus.terms", "corpus.pii"])
def test_two_processes_find_the_same(mixed: Desk, check: str) -> None:
    alone, alone_context = mixed.run(check)
    mixed.workers = 2
    both, both_context = mixed.run(check)
    assert both == alone
    assert both_context.findings == alone_context.findings
    assert both_context.errors == alone_context.errors
    assert len(both_context.findings) == 61
    assert max(both_context.done) <= sum(path.stat().st_size for path in mixed.root.rglob("*.*"))


def test_an_error_in_a_worker_is_the_same_error(mixed: Desk) -> None:
    mixed.write("bad.jsonl.gz", gzip.compress(jsonl([{"text": "x"}]))[:-9])
    mixed.corpus("bad.jsonl.gz")
    mixed.workers = 2
    with pytest.raises(DamagedFileError, match=r"bad\.jsonl\.gz"):
        mixed.run("corpus.terms")


def test_stopping_ends_the_workers(mixed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    context = mixed.context()
    context.workers = 2

    def stop(done: int, total: int | None = None, unit: str = "") -> None:
        raise CancelledRunError(done=0, total=1, out="out")

    monkeypatch.setattr(context, "progress", stop)
    spec = TermSpec("data", (Term(text="赌博", risks=("A.1.a",)),), b"key")
    with pytest.raises(CancelledRunError):
        scan.scan(context.declared.project.targets.corpora, context, spec)


class Dying:
    """A detector that takes its process with it."""

    def build(self) -> TermDetector:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def test_a_dead_worker_is_told(mixed: Desk, tmp_path: Path) -> None:
    context = mixed.context()
    context.workers = 2
    corpus = context.declared.project.targets.corpora[0]
    files = scan.corpus_files(corpus, context)
    units = [Unit(n, corpus.fields, (file,)) for n, file in enumerate(files[:2])]
    with pytest.raises(WorkerLostError, match="fewer workers"):
        scan_in_pool(units, 1, context, Dying())
