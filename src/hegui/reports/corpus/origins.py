"""Findings by source and by licence, as records name them, beside what was read of each source.

A share needs the documents read by source, which a profile counts. It is told only where scan and
profile read the same files (by SHA-256), as many documents, and the source from the same field.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hegui.checks.corpus.scanning.origins import Counting, Origins, Share
from hegui.reports.corpus.context import Chart, Part, Table
from hegui.reports.corpus.folders import Folder
from hegui.reports.corpus.results import Input
from hegui.reports.corpus.say import MOST, Say, shown
from hegui.reports.corpus.scans import not_done
from hegui.reports.corpus.unseen import ASKED

FIELDS = ("source", "licence")
ROOM = MOST - 2
"""Values shown, so that the others and the unknown have their own bar."""


@dataclass(slots=True)
class Told:
    """What the lines of all scans tell by one field; `silent` lines do not tell it."""

    counting: Counting = field(default_factory=Counting)
    silent: int = 0

    def take(self, line: Mapping[str, Any], name: str) -> None:
        """Take in a manifest line."""
        try:
            self.counting.merge(msgspec.convert(line.get(f"by_{name}"), Origins))
        except msgspec.ValidationError:
            self.silent += 1


@dataclass(frozen=True, slots=True)
class Read:
    """Documents read by source, from a profile; `exact` where none were counted together."""

    docs: dict[str, int]
    exact: bool


def origins(say: Say, given: Input) -> Part:
    """Tell of findings by source and by licence."""
    folders, w = given.of_kind("scan"), say.w["origins"]
    if not folders:
        return not_done(say, "origins")
    told = {name: Told() for name in FIELDS}
    for folder in folders:
        for line in folder.lines:
            for name in FIELDS:
                told[name].take(line, name)
    lines = sum(len(folder.lines) for folder in folders)
    silent = max(one.silent for one in told.values())
    if lines and silent == lines:
        why = (w["silent_all"],)
        return Part("origins", say.w["parts"]["origins"], say.state("not_run"), why)
    read = read_by_source(folders, given.of_kind("profile"))
    lead = [_lead(say, name, told[name].counting.origins(), folders) for name in FIELDS]
    if silent:
        lead.append(str(w["silent"]).format(count=f"{silent:,}"))
    lead += [str(w["census"] if read else w["no_read"]), str(w["given"])]
    charts = [_chart(say, name, told[name].counting.origins(), folders) for name in FIELDS]
    tables = [_table(say, name, told[name].counting, read) for name in FIELDS]
    return Part(
        "origins",
        say.w["parts"]["origins"],
        say.state("partly" if silent else "done"),
        tuple(lead),
        charts=tuple(chart for chart in charts if chart),
        tables=tuple(table for table in tables if table),
    )


def read_by_source(scans: Iterable[Folder], profiles: Iterable[Folder]) -> Read | None:
    """Return the documents read by source; None without a profile of the very same documents."""
    scans, profiles = list(scans), list(profiles)
    if len(profiles) != 1 or _files(scans) != _files(profiles):
        return None
    profile = profiles[0].documents.get("profile.json", {})
    docs = sum(folder.total("docs") for folder in scans)
    asked = [_fields(folder.documents.get(ASKED, {})).get("source") for folder in scans]
    fields, sources = _fields(profile), profile.get("sources")
    same = profile.get("docs") == docs and set(asked) == {fields.get("source")}
    if not same or not isinstance(sources, dict):
        return None
    try:
        named = {str(one["value"]): int(one["docs"]) for one in sources.get("values", ())}
        return Read(named | {"": int(sources.get("absent", 0))}, not sources.get("other"))
    except (KeyError, TypeError, ValueError):
        return None


def _files(folders: Iterable[Folder]) -> Counter[str]:
    return Counter(str(line.get("sha256")) for folder in folders for line in folder.lines)


def _fields(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found = document.get("fields")
    return found if isinstance(found, dict) else {}


def _lead(say: Say, name: str, origins: Origins, folders: list[Folder]) -> str:
    w = say.w["origins"]
    unknown = origins.unknown
    known = [*origins.values.values(), origins.other]
    asked = {_fields(f.documents.get(ASKED, {})).get(name) or say.w["unknown"] for f in folders}
    total = sum(one.findings for one in known) + unknown.findings
    return str(w["lead"]).format(
        name=w[name],
        field=say.joined(sorted(map(shown, asked))),
        known=f"{total - unknown.findings:,}",
        total=f"{total:,}",
        unknown=f"{unknown.findings:,}",
    )


def _rows(say: Say, origins: Origins) -> list[tuple[str, str | None, Share]]:
    """Return label, value (None for what is added up) and counts: values, others, the unknown."""
    w, values = say.w["origins"], list(origins.values.items())
    own = {say.w["other"], w["unknown"]}
    rows: list[tuple[str, str | None, Share]] = [
        (f"“{name}”" if name in own else name, value, share)
        for value, share in values[:ROOM]
        for name in (shown(value),)
    ]
    rest = [share for _, share in values[ROOM:]] + [origins.other]
    other = Share(
        **{name: sum(getattr(one, name) for one in rest) for name in Share.__struct_fields__}
    )
    rows += [(say.w["other"], None, other)] if other.docs else []
    rows += [(w["unknown"], "", origins.unknown)] if origins.unknown.docs else []
    return rows


def _chart(say: Say, name: str, origins: Origins, folders: list[Folder]) -> Chart | None:
    w, counts = say.w["origins"], Counter[str]()
    for label, _, share in _rows(say, origins):
        counts[label] += share.findings
    if not counts:
        return None
    source = say.joined(shown(f"{f.path.name}/manifest.jsonl") for f in folders)
    return say.chart(w["chart"][name], say.w["places"], source, counts, [w[name], say.w["places"]])


def _table(say: Say, name: str, counting: Counting, read: Read | None) -> Table | None:
    w, origins = say.w["origins"], counting.origins()
    with_read = read is not None and name == "source"
    rows = []
    for label, value, share in _rows(say, origins):
        sure = value is not None and counting.exact(value)
        numbers = (share.term, share.pii, share.suspicious, share.docs)
        counted = [f"{count:,}" if sure or value is None else f"≥ {count:,}" for count in numbers]
        rows.append((label, *counted, *(_of_read(read, value, share, sure) if with_read else ())))
    if not rows:
        return None
    head = [w[name], *w["head"], *(w["head_read"] if with_read else ())]
    table = say.table(w["table"][name], head, rows)
    beyond = max(len(origins.values) - ROOM, 0) + origins.other_values
    note = w["more"].format(count=f"{beyond:,}") if beyond else ""
    return Table(table.caption, table.head, table.rows, table.right, note)


def _of_read(read: Read | None, value: str | None, share: Share, sure: bool) -> tuple[str, str]:
    """Return the documents read and the share with a finding, each as far as it is known."""
    if read is None or value is None or value not in read.docs:
        return "—", "—"
    n = read.docs[value]
    if value and not read.exact:
        return f"≥ {n:,}", "—"
    known = f"{share.docs / n:.2%}" if 0 < share.docs <= n else "—"
    return f"{n:,}", known if sure or known == "—" else f"≥ {known}"
