"""The scan as a stage: what a worker does with a shard, and what its manifest line says."""

import gc
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import msgspec

from hegui import __version__
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import damage_in
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.scanning.findings import read_findings, rows_digest, write_findings
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.origins import FIELDS, Origins
from hegui.checks.corpus.scanning.rows import SUPPRESSED, counts
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.shard import Seen, scan_shard
from hegui.checks.corpus.shards.manifest import Line
from hegui.checks.corpus.shards.output import write_errors
from hegui.common.hashing import sha256_bytes
from hegui.project.model import FieldMap


class ScanLine(Line, frozen=True, kw_only=True):
    """What a scan knows of a finished shard; `findings_sha256` is of the findings' content.

    `findings` are those that count, and `docs_hit` documents with at least one of them;
    `suppressed` are places of terms inside allow phrases, `uncertain` rows whose confidence is too
    low to count (`sex` in `Essex`): no other count holds either of them.
    `repeated_ids` are records whose id the shard had before, if that was asked for.
    `by_source` and `by_licence` are None in lines of versions that did not count them.
    """

    command: ClassVar[str] = "scan"

    docs_hit: int
    findings: int
    suppressed: int = 0
    uncertain: int = 0
    repeated_ids: int = 0
    findings_sha256: str
    by_rule: dict[str, int] = {}
    by_risk: dict[str, int] = {}
    by_source: Origins | None = None
    by_licence: Origins | None = None
    engine: str = ""


@dataclass(frozen=True, slots=True)
class ScanStage:
    """The rule set, the fields, and where the findings go."""

    rules: Rules
    fields: FieldMap
    folder: Path
    digest: str
    ids: bool = False
    line: type[ScanLine] = ScanLine

    def worker(self) -> "ScanWorker":
        """Return a new worker with the rule set compiled."""
        return ScanWorker(self)

    def intact(self, line: ScanLine) -> bool:
        """Tell whether the findings of a shard are on disk."""
        with suppress(OSError, ValueError):
            return rows_digest(read_findings(self.folder, line.shard)) == line.findings_sha256
        return False


def scan_stage(rules: Rules, fields: FieldMap, folder: Path, *, ids: bool = False) -> ScanStage:
    """Return the stage; its digest covers the rule set and the fields. `ids`: see `scan_shard`."""
    read = [rules.digest, fields.text, fields.texts, fields.shape, fields.id, fields.encoding, ids]
    read += [getattr(fields, name) for name in FIELDS]
    digest = sha256_bytes(msgspec.json.encode(read))
    return ScanStage(rules, fields, folder, digest, ids)


class ScanWorker:
    """A compiled rule set."""

    def __init__(self, stage: ScanStage) -> None:
        self._stage, self._looker = stage, Looker(stage.rules)
        # What is compiled stays for good: the collector need not walk through it time and again.
        gc.collect()
        gc.freeze()

    def do(self, shard: CorpusFile, tick: Tick) -> ScanLine:
        """Scan a shard and write what was found."""
        folder = self._stage.folder
        seen = scan_shard(shard, self._stage.fields, self._looker, tick, ids=self._stage.ids)
        digest = write_findings(folder, shard.name, seen.rows)
        write_errors(folder, shard.name, [*seen.errors, *seen.repeats])
        return line_of(shard.name, seen, self._stage.digest, digest, self._looker.engine)


def line_of(shard: str, seen: Seen, rules: str, digest: str, engine: str) -> ScanLine:
    """Return the manifest line of what was seen."""
    assert seen.file is not None
    names = ("kind", "rule", "risk", "confidence")
    columns = list(zip(*(seen.rows.column(name) for name in names), strict=True))
    counted = [row[:3] for row in columns if counts(row[0], row[3])]
    suppressed = sum(row[0] == SUPPRESSED for row in columns)
    risks = Counter(risk for _, _, joined in counted for risk in joined.split("|") if risk)
    kinds = Counter("term" if kind == "term" else rule for kind, rule, _ in counted)
    return ScanLine(
        shard=shard,
        size=seen.file.size,
        sha256=seen.file.sha256,
        rules=rules,
        version=__version__,
        docs=seen.counts["docs"],
        docs_hit=seen.rows.docs_hit,
        bad=len(seen.errors),
        damaged=damage_in(seen.errors),
        findings=len(counted),
        suppressed=suppressed,
        uncertain=len(columns) - len(counted) - suppressed,
        repeated_ids=len(seen.repeats),
        findings_sha256=digest,
        by_rule={kind: count for kind, count in sorted(kinds.items()) if count},
        by_risk=dict(sorted(risks.items())),
        by_source=seen.rows.by_source.origins(),
        by_licence=seen.rows.by_licence.origins(),
        engine=engine,
        seconds=round(seen.seconds, 3),
        cpu_seconds=round(seen.cpu_seconds, 3),
    )
