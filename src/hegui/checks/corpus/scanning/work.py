"""What a worker does with a shard: scan it, write the findings, return the manifest line."""

from collections import Counter
from pathlib import Path

from hegui import __version__
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.streams import Tick
from hegui.checks.corpus.scanning.findings import write_errors, write_findings
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.manifest import ShardLine
from hegui.checks.corpus.scanning.shard import Seen, scan_shard
from hegui.project.model import FieldMap


def do_shard(
    file: CorpusFile, fields: FieldMap, looker: Looker, rules: str, folder: Path, tick: Tick
) -> ShardLine:
    """Scan one shard and write what was found; the line is not yet in the manifest."""
    seen = scan_shard(file, fields, looker, tick)
    digest = write_findings(folder, file.name, seen.rows)
    write_errors(folder, file.name, seen.errors)
    return line_of(file.name, seen, rules, digest, looker.engine)


def line_of(shard: str, seen: Seen, rules: str, digest: str, engine: str) -> ShardLine:
    """Return the manifest line of what was seen."""
    assert seen.file is not None
    risks = Counter(risk for joined in seen.rows.risk for risk in joined.split("|") if risk)
    kinds = Counter(
        rule for rule, kind in zip(seen.rows.rule, seen.rows.kind, strict=True) if kind == "pii"
    )
    kinds["term"] = len(seen.rows) - kinds.total()
    return ShardLine(
        shard=shard,
        size=seen.file.size,
        sha256=seen.file.sha256,
        rules=rules,
        version=__version__,
        docs=seen.counts["docs"],
        docs_hit=seen.counts["docs_hit"],
        bad=len(seen.errors),
        findings=len(seen.rows),
        findings_sha256=digest,
        by_rule={kind: count for kind, count in sorted(kinds.items()) if count},
        by_risk=dict(sorted(risks.items())),
        engine=engine,
        seconds=round(seen.seconds, 3),
        cpu_seconds=round(seen.cpu_seconds, 3),
    )
