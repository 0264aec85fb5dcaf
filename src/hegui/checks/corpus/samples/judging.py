"""What a scan found in a shard, by document; the scan is the machine that judges."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.samples.errors import (
    BlindScanError,
    NoScanError,
    ScanMismatchError,
)
from hegui.checks.corpus.samples.rules import sample_rules
from hegui.checks.corpus.scanning.findings import FINDINGS
from hegui.checks.corpus.scanning.stage import ScanLine
from hegui.checks.corpus.shards.manifest import NAME, Manifest
from hegui.checks.corpus.shards.output import table_path

NONE = "none"
ASKED = "scan.json"
COLUMNS = ("line", "doc_id", "kind", "confidence")


def scan_lines(folder: Path) -> dict[str, ScanLine]:
    """Return the manifest of a scan by shard; raises `NoScanError` where there is none."""
    if not (folder / NAME).is_file():
        raise NoScanError(option=f"--findings {folder}")
    return Manifest(folder, ScanLine).read()


class ScanAsked(msgspec.Struct):
    """What a scan was asked for, as far as it matters here."""

    terms: int = 0


def refuse_blind(folder: Path) -> None:
    """Raise `BlindScanError` for a scan that did not look for what makes a document fail."""
    try:
        asked = msgspec.json.decode((folder / ASKED).read_bytes(), type=ScanAsked)
    except (OSError, msgspec.DecodeError):
        asked = ScanAsked()
    if asked.terms < 1 and "term" in sample_rules().technical.kinds:
        raise BlindScanError(scan=folder)


def judge_of(lines: Iterable[ScanLine]) -> str:
    """Return the digest of the rule set of a scan; of all of them where there are several."""
    digests = sorted({line.rules for line in lines})
    return "+".join(digests)


class Findings:
    """The findings of one shard: which kinds each document has."""

    def __init__(self, folder: Path, shard: str) -> None:
        from pyarrow import parquet

        self._folder, self._shard = folder, shard
        self._by_line: dict[int, set[str]] = {}
        self._by_id: dict[str, set[str]] = {}
        least = sample_rules().technical.least_confidence
        path = table_path(folder, FINDINGS, shard)
        try:
            with parquet.ParquetFile(path) as file:
                for batch in file.iter_batches(columns=list(COLUMNS)):
                    self._take(batch.to_pydict(), least)
        except OSError as error:
            raise ScanMismatchError(scan=str(folder), shard=shard) from error

    def _take(self, columns: dict[str, list[Any]], least: float) -> None:
        rows = zip(*(columns[name] for name in COLUMNS), strict=True)
        for line, doc_id, kind, confidence in rows:
            if confidence >= least:
                self._by_line.setdefault(line, set()).add(kind)
                self._by_id.setdefault(doc_id, set()).add(kind)

    def _of(self, batch: Batch, number: int) -> set[str]:
        # A document that is a file has its findings on many lines.
        if batch.by_line:
            return self._by_id.get(batch.ids[number], set())
        return self._by_line.get(batch.lines[number], set())

    def kinds(self, batch: Batch) -> list[str]:
        """Return the kinds found in each document, joined; `none` where nothing was found."""
        found = (self._of(batch, number) for number in range(len(batch)))
        return ["+".join(sorted(kinds)) or NONE for kinds in found]

    def failed(self, batch: Batch) -> list[bool]:
        """Tell for each document whether it fails."""
        kinds = set(sample_rules().technical.kinds)
        return [bool(kinds & self._of(batch, number)) for number in range(len(batch))]
