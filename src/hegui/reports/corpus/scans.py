"""The parts that come from scans: what was read, findings by risk and kind, examples."""

from collections import Counter
from itertools import islice
from typing import Any

from hegui.reports.corpus.context import Part, Table
from hegui.reports.corpus.findings import BANDS
from hegui.reports.corpus.folders import Folder, ranked
from hegui.reports.corpus.results import Input
from hegui.reports.corpus.say import MOST, Say, shown, size

SHARDS = 50


def not_done(say: Say, name: str) -> Part:
    """Return the part that says that it was not done."""
    return Part(name, say.w["parts"][name], say.state("not_run"), (say.w["not_done"][name],))


def read(say: Say, given: Input) -> Part:
    """Tell of shards, documents, bytes, and what could not be read and why."""
    w, folders = say.w["read"], [f for f in given.folders if f.lines or f.failed or f.planned]
    if not folders:
        return not_done(say, "read")
    main = given.of_kind("scan") or folders[:1]
    counts = {name: sum(f.total(name) for f in main) for name in ("docs", "bad", "size")}
    failed = sum(len(f.failed) for f in main)
    lead = w["lead"].format(
        shards=f"{sum(len(f.lines) for f in main):,}",
        docs=f"{counts['docs']:,}",
        size=size(counts["size"]),
        bad=f"{counts['bad']:,}",
        failed=f"{failed:,}",
    )
    stopped = tuple(_stopped(say, f) for f in folders if f.unreached)
    cut = counts["bad"] or failed or stopped or any(f.broken for f in main)
    tables = [say.table(w["runs"], w["head_runs"], [_run(f) for f in folders])]
    tables += [table for f in main for table in _unread(say, f)]
    tables.append(_shards(say, main))
    return Part(
        "read",
        say.w["parts"]["read"],
        say.state("partly" if cut else "done"),
        (lead, *stopped),
        tables=tuple(tables),
    )


def _stopped(say: Say, folder: Folder) -> str:
    """Tell that a run did not come to its end, and which shards nobody looked at."""
    names = say.joined(shown(name) for name in folder.unreached[:20])
    count, planned = f"{len(folder.unreached):,}", f"{len(folder.planned):,}"
    told = {"folder": shown(folder.path.name), "count": count, "planned": planned}
    return str(say.w["read"]["stopped"].format(**told, names=names))


def _run(folder: Folder) -> tuple[str, ...]:
    lines = folder.lines
    versions = sorted({str(line.get("version", "")) for line in lines})
    digests = sorted({str(line.get("rules", ""))[:12] for line in lines})
    return (
        shown(folder.path.name),
        f"{len(lines):,}",
        f"{folder.total('docs'):,}",
        size(folder.total("size")),
        f"{folder.total('bad'):,}",
        shown(" ".join(versions)),
        shown(" ".join(digests)),
    )


def _unread(say: Say, folder: Folder) -> list[Table]:
    w, tables = say.w["read"], []
    if folder.reasons:
        rows = [
            (_side(what, say.lang), f"{n:,}", shown(where)) for what, n, where in folder.reasons
        ]
        more = w["more_reasons"]
        tables.append(say.table(w["reasons"], w["head_reasons"], rows, most=MOST, more=more))
    if folder.failed:
        failed = [(shown(one.get("shard", "")), _message(one, say.lang)) for one in folder.failed]
        tables.append(say.table(w["failed"], w["head_failed"], failed))
    return tables


def _side(text: str, lang: str) -> str:
    from hegui.reports.builders.base import side

    return shown(side(text, "zh" if lang == "zh" else "en"))


def _message(failure: dict[str, Any], lang: str) -> str:
    return shown(failure.get(lang) or failure.get("message") or failure.get("code", ""))


def _shards(say: Say, folders: list[Folder]) -> Table:
    w = say.w["read"]
    lines = sorted(
        (line for folder in folders for line in folder.lines),
        key=lambda line: (-int(line.get("size", 0)), str(line.get("shard"))),
    )
    rows = [
        (
            shown(line.get("shard", "")),
            f"{int(line.get('docs', 0)):,}",
            size(int(line.get("size", 0))),
            f"{int(line.get('bad', 0)):,}",
            f"{int(line['findings']):,}" if "findings" in line else "—",
        )
        for line in lines
    ]
    return say.table(w["shards"], w["head_shards"], rows, most=SHARDS, more=w["more"])


def risks(say: Say, given: Input) -> Part:
    """Tell of findings of terms by risk, way of writing and file."""
    folders, w = given.of_kind("scan"), say.w["risks"]
    if not folders:
        return not_done(say, "risks")
    counts: Counter[str] = Counter()
    for folder in folders:
        counts.update(folder.maps.get("by_risk", {}))
    terms = sum(folder.maps.get("by_rule", {}).get("term", 0) for folder in folders)
    named = {say.risk(code): count for code, count in ranked(counts).items()}
    plain = terms - sum(counts.values())
    if plain > 0:
        named[w["no_risk"]] = plain
    totals = {
        name: f"{sum(f.total(name) for f in folders):,}"
        for name in ("findings", "docs", "docs_hit")
    }
    lead = w["lead"].format(terms=f"{terms:,}", **totals)
    source = say.joined(shown(f"{f.path.name}/manifest.jsonl") for f in folders)
    charts = (
        (say.chart(w["chart"], say.w["places"], source, ranked(named), w["head"]),) if named else ()
    )
    tables = _risk_tables(say, folders, given)
    state = say.state("done")
    return Part("risks", say.w["parts"]["risks"], state, (lead,), charts=charts, tables=tables)


def _risk_tables(say: Say, folders: list[Folder], given: Input) -> tuple[Table, ...]:
    w, tables = say.w["risks"], []
    variants: Counter[str] = Counter()
    for found in given.found:
        variants.update(found.variants)
    if variants:
        counts = [(shown(name), f"{count:,}") for name, count in ranked(variants).items()]
        tables.append(say.table(w["variants"], w["head_variants"], counts))
    lines = [line for f in folders for line in f.lines if line.get("findings")]
    lines.sort(key=lambda line: (-int(line["findings"]), str(line["shard"])))
    rows = [
        (
            shown(line["shard"]),
            *(f"{int(line.get(k, 0)):,}" for k in ("findings", "docs_hit", "docs")),
        )
        for line in islice(lines, 10)
    ]
    if rows:
        tables.append(say.table(w["files"], w["head_files"], rows))
    return tuple(tables)


def pii(say: Say, given: Input) -> Part:
    """Tell of personal information by kind and confidence."""
    w = say.w["pii"]
    if not given.found:
        return not_done(say, "pii")
    bands: dict[str, Counter[str]] = {}
    for found in given.found:
        for kind, counts in found.bands.items():
            bands.setdefault(kind, Counter()).update(counts)
    totals = ranked({kind: counts.total() for kind, counts in bands.items()})
    lead = w["lead"].format(count=f"{sum(totals.values()):,}")
    state = "partly" if any(found.unread for found in given.found) else "done"
    part = Part("pii", say.w["parts"]["pii"], say.state(state), (lead,))
    if not totals:
        return part
    rows = [
        (say.kind(kind), *(f"{bands[kind][band]:,}" for band, _ in BANDS), f"{total:,}")
        for kind, total in totals.items()
    ]
    source = say.joined(shown(f"{f.path.name}/findings") for f in given.of_kind("scan"))
    named = {say.kind(kind): total for kind, total in totals.items()}
    head = [w["head"][0], w["head"][-1]]
    chart = say.chart(w["chart"], say.w["places"], source, named, head)
    table = say.table(part.title, w["head"], rows)
    return Part(part.id, part.title, part.state, part.lead, charts=(chart,), tables=(table,))


def examples(say: Say, given: Input) -> Part:
    """Show some findings of each kind and risk, masked."""
    w = say.w["examples"]
    if not given.found:
        return Part("examples", say.w["parts"]["examples"], say.state("not_run"), (say.w["none"],))
    kinds = {kind for found in given.found for kind in found.bands}
    rows = [
        (
            say.kind(one.what) if one.what in kinds else _risks(say, one.what),
            shown(one.place),
            f"{one.confidence:.2f}",
            shown(one.excerpt),
        )
        for found in given.found
        for one in found.examples
    ]
    table = say.table(say.w["parts"]["examples"], w["head"], sorted(rows))
    title = say.w["parts"]["examples"]
    return Part("examples", title, say.state("done"), (w["lead"],), tables=(table,) if rows else ())


def _risks(say: Say, joined: str) -> str:
    if joined == "term":
        return str(say.w["risks"]["no_risk"])
    return say.joined(say.risk(code) for code in joined.split("|"))
