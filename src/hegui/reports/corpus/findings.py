"""What the findings of a scan add up to, read file by file in bounded memory."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hegui.checks.corpus.scanning.findings import FINDINGS
from hegui.checks.corpus.shards.output import table_path
from hegui.common.masking import masked

BANDS = (("high", 0.9), ("middle", 0.6), ("low", 0.0))
"""Confidence from which a finding is in a band; the bands are our own, for reading only."""
COLUMNS = ("shard", "line", "doc_id", "kind", "rule", "variant", "risk", "confidence", "excerpt")
EXAMPLES, OF_ONE = 60, 3
"""Examples in all, and of one kind or risk."""


@dataclass(frozen=True, slots=True)
class Example:
    """One finding as it may be shown: masked."""

    what: str
    place: str
    confidence: float
    excerpt: str


@dataclass(slots=True)
class Found:
    """Counts of findings: by kind and band of confidence, by variant, by file; and examples."""

    bands: dict[str, Counter[str]] = field(default_factory=dict)
    variants: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    _shown: Counter[str] = field(default_factory=Counter)

    def take(self, batch: Any) -> None:
        """Take in a batch of rows."""
        from pyarrow import compute

        pii = compute.equal(batch["kind"].cast("string"), "pii")
        self._band(batch.filter(pii))
        terms = batch.filter(compute.invert(pii))
        for row in _counted(terms, ["variant"]):
            self.variants[str(row["variant"])] += row["n"]
        self._keep(batch)

    def _band(self, batch: Any) -> None:
        rules = batch["rule"].cast("string").to_pylist()
        for rule, sure in zip(rules, batch["confidence"].to_pylist(), strict=True):
            name = next(name for name, least in BANDS if sure >= least)
            self.bands.setdefault(rule, Counter())[name] += 1

    def _keep(self, batch: Any) -> None:
        if len(self.examples) >= EXAMPLES:
            return
        for row in batch.slice(0, 2000).to_pylist():
            what = row["rule"] if row["kind"] == "pii" else (row["risk"] or "term")
            if self._shown[what] >= OF_ONE or len(self.examples) >= EXAMPLES:
                continue
            self._shown[what] += 1
            place, name = f"{row['shard']}:{row['line']}", row["doc_id"]
            place = f"{place} · {name}" if name and name != place else place
            text = row["excerpt"] if row["kind"] == "pii" else masked(row["rule"], 1)
            self.examples.append(Example(what, place, row["confidence"], text))


def _counted(table: Any, keys: list[str]) -> Iterator[dict[str, Any]]:
    plain = {key: table[key].cast("string") for key in keys}
    import pyarrow as pa

    grouped = pa.table(plain).group_by(keys).aggregate([([], "count_all")])
    for row in grouped.to_pylist():
        yield {**row, "n": row["count_all"]}


def read_found(folder: Path, shards: Iterable[str]) -> Found:
    """Read the findings of the shards that a manifest names; a file that cannot be read is named."""
    import pyarrow as pa
    from pyarrow import parquet

    found = Found()
    for path in sorted({table_path(folder, FINDINGS, shard) for shard in shards}):
        try:
            with parquet.ParquetFile(path) as file:
                for batch in file.iter_batches(columns=list(COLUMNS)):
                    found.take(pa.Table.from_batches([batch]))
        except (OSError, ValueError, KeyError, pa.ArrowException):
            found.unread.append(path.name)
    return found
