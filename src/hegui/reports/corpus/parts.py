"""The parts that other commands and checks leave: sources, licences, duplicates, profile …"""

from typing import Any

from hegui.reports.corpus.context import Chart, Part, Table
from hegui.reports.corpus.folders import LINES_OF_ALL, Folder
from hegui.reports.corpus.results import Input
from hegui.reports.corpus.say import MOST, Say, number, shown
from hegui.reports.corpus.scans import not_done

CHECKS = {
    "sources": ("corpus.sources", "corpus.lineage", "corpus.filter"),
    "licences": ("corpus.licences",),
    "duplicates": ("corpus.duplicates",),
    "overlap": ("corpus.protected",),
    "annotation": ("corpus.annotation",),
    "media": ("corpus.media",),
    "profile": ("corpus.profile",),
    "samples": ("corpus.sample.manual", "corpus.sample.technical"),
}
KNOWN = ("scan", "sample", *CHECKS)
SHARES = ("languages", "sources", "types", "months", "modalities")
SKIPPED = frozenset({"cpu_seconds", "seconds", "size", "bad", "docs"})


def sources(say: Say, given: Input) -> Part:
    """Tell of the ledger of sources."""
    return _part(say, given, "sources")


def licences(say: Say, given: Input) -> Part:
    """Tell of licences by answer, ground and licence."""
    return _part(say, given, "licences")


def duplicates(say: Say, given: Input) -> Part:
    """Tell of exact and near duplicates."""
    return _part(say, given, "duplicates")


def overlap(say: Say, given: Input) -> Part:
    """Tell of overlap with works, block-listed texts and test sets."""
    return _part(say, given, "overlap")


def annotation(say: Say, given: Input) -> Part:
    """Tell of the annotation data."""
    return _part(say, given, "annotation")


def media(say: Say, given: Input) -> Part:
    """Tell of images, audio and video."""
    return _part(say, given, "media")


def profile(say: Say, given: Input) -> Part:
    """Tell what the corpus is made of."""
    part = _part(say, given, "profile")
    charts: list[Chart] = []
    for folder in given.of_kind("profile"):
        charts += _profile_charts(say, folder)
    if not charts:
        return part
    return Part(
        part.id, part.title, part.state, part.lead, charts=tuple(charts), tables=part.tables
    )


def more(say: Say, given: Input) -> list[Part]:
    """Tell of folders and checks that belong to no other part; none where there are none."""
    tables = [t for f in given.folders if f.kind not in KNOWN for t in _folder_tables(say, f)]
    named = {check for checks in CHECKS.values() for check in checks}
    for result in given.results():
        if result["check"] not in named:
            tables += _result_tables(say, result)
    title = say.w["parts"]["more"]
    return [Part("more", title, say.state("done"), tables=tuple(tables))] if tables else []


def _part(say: Say, given: Input, name: str) -> Part:
    folders, results = given.of_kind(name), given.results(*CHECKS[name])
    if not folders and not results:
        return not_done(say, name)
    tables = [table for folder in folders for table in _folder_tables(say, folder)]
    tables += [table for result in results for table in _result_tables(say, result)]
    lead = tuple(shown(_cannot_show(say, result)) for result in results)
    done = all(result.get("status") == "done" for result in results)
    whole = done and not any(_unread(folder) for folder in folders)
    state = say.state("done" if whole else "partly")
    kept = tuple(line for line in lead if line)
    return Part(name, say.w["parts"][name], state, kept, tables=tuple(tables))


def _unread(folder: Folder) -> bool:
    """Tell whether something in a folder could not be read."""
    problems = any(document.get("bad") for document in folder.documents.values())
    return bool(folder.failed or folder.total("bad") or problems)


def _cannot_show(say: Say, result: dict[str, Any]) -> str:
    return str(result.get(f"cannot_show_{say.lang}") or result.get("cannot_show_zh") or "")


def _folder_tables(say: Say, folder: Folder) -> list[Table]:
    """Return the sums and the counts of a folder."""
    skipped = LINES_OF_ALL | SKIPPED if folder.kind == "profile" else LINES_OF_ALL
    rows = [
        (say.measure(name), number(value))
        for name, value in folder.sums.items()
        if name not in skipped
    ]
    name = shown(folder.path.name)
    tables = [say.table(f"{say.w['counts']} · {name}", say.w["measure_head"], rows)] if rows else []
    for title, counts in folder.maps.items():
        tables.append(_counts(say, say.measure(title), counts))
    if folder.kind not in ("scan", "profile"):
        tables += [
            document_table(say, f"{name}/{file}", made)
            for file, made in folder.documents.items()
            if is_flat(made)
        ]
    return tables


def is_flat(document: dict[str, Any]) -> bool:
    """Tell whether a document is no check's result and has plain numbers."""
    return "measures" not in document and any(_simple(value) for value in document.values())


def _simple(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def document_table(say: Say, name: str, document: dict[str, Any]) -> Table:
    """Return the plain numbers of a JSON document."""
    rows = [(say.measure(k), number(v)) for k, v in document.items() if _simple(v)]
    return say.table(shown(name), say.w["measure_head"], rows)


def _counts(say: Say, title: str, counts: dict[str, int]) -> Table:
    rows = [(shown(name or say.w["unknown"]), f"{count:,}") for name, count in counts.items()]
    return say.table(title, [title, say.w["docs"]], rows, most=MOST, more="+ {count}")


def _result_tables(say: Say, result: dict[str, Any]) -> list[Table]:
    """Return the measures of a check; measures that are counts by a key get a table each."""
    status = say.w["statuses"].get(result.get("status"), shown(result.get("status")))
    title = say.w["of_check"].format(check=shown(result["check"]), status=status)
    reason = str(result.get(f"reason_{say.lang}") or "")
    measures = result["measures"] if isinstance(result["measures"], dict) else {}
    rows = [
        (say.measure(k), number(v)) for k, v in measures.items() if not isinstance(v, (dict, list))
    ]
    if reason:
        rows.append((shown(reason), ""))
    tables = [say.table(title, say.w["measure_head"], rows)] if rows else []
    for name, value in measures.items():
        if isinstance(value, dict) and value:
            inner = [(shown(k), number(v)) for k, v in value.items()]
            head = [say.measure(name), say.w["measure_head"][1]]
            tables.append(say.table(say.measure(name), head, inner, most=MOST, more="+ {count}"))
    return tables


def _profile_charts(say: Say, folder: Folder) -> list[Chart]:
    document = folder.documents.get("profile.json", {})
    charts = []
    for name in SHARES:
        counts = _shares(say, document.get(name))
        if counts:
            source = shown(f"{folder.path.name}/profile.json")
            title = say.measure(name)
            charts.append(say.chart(title, say.w["docs"], source, counts, [title, say.w["docs"]]))
    return charts


def _shares(say: Say, shares: Any) -> dict[str, int]:
    """Return the documents by value; those without one are unknown, never left out."""
    if not isinstance(shares, dict) or not isinstance(shares.get("values"), list):
        return {}
    counts = {
        shown(one.get("value", "")): int(one.get("docs", 0))
        for one in shares["values"]
        if isinstance(one, dict)
    }
    for key, label in (("other", "other"), ("absent", "unknown")):
        if shares.get(key):
            counts[say.w[label]] = counts.get(say.w[label], 0) + int(shares[key])
    return counts
