"""The register as an Excel sheet, out and in."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hegui.common.text import Text
from hegui.server.core.models import User
from hegui.server.core.people import person_choices
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.models import ObligationEntry
from hegui.server.obligations.selectors.applicability import standings
from hegui.server.obligations.selectors.register import Line, entry_list
from hegui.server.pages.excel import (
    SEEN,
    Column,
    Reading,
    Sheet,
    SheetRow,
    moved_since,
    read,
    seen_as,
    write,
)
from hegui.server.pages.language import language

STATES = [
    ("applies", Text("适用", "applies")),
    ("undetermined", Text("未定", "undetermined")),
    ("does_not_apply", Text("不适用", "does not apply")),
]
STATUSES = [
    ("open", Text("未开始", "open")),
    ("in_progress", Text("进行中", "in progress")),
    ("met", Text("已落实", "met")),
    ("not_met", Text("未落实", "not met")),
]
ID = Column("id", Text("编号", "Id"), required=True, unique=True, max_length=60)
OWNER = Column("owner", Text("责任人邮箱", "Owner (e-mail)"), max_length=254, width=28)
STATE = Column(
    "state", Text("适用性（只读）", "Applicability (read only)"), kind="choice", choices=STATES
)
TOLD = [
    Column("citation", Text("出处（只读）", "Provision (read only)"), kind="long"),
    Column(
        "text",
        Text("要求（转述，只读）", "What is required (paraphrase, read only)"),
        kind="long",
    ),
    STATE,
    Column("reason", Text("理由（只读）", "Reason (read only)"), kind="long"),
]
WRITTEN = [
    OWNER,
    Column("how_met", Text("如何落实", "How it is met"), kind="long"),
    Column("status", Text("落实状态", "Status"), kind="choice", choices=STATUSES),
    Column("review_on", Text("下次评审", "Next review"), kind="date"),
]
"""What is taken back; the other columns are for reading only."""
REGISTER = Sheet(title=Text("义务", "Obligations"), columns=[ID, *TOLD, *WRITTEN, SEEN])
INCOMING = Sheet(title=REGISTER.title, columns=[ID, STATE, *WRITTEN, SEEN])
STATEMENT = Sheet(
    title=Text("适用性声明", "Statement of applicability"),
    columns=[
        ID,
        Column("citation", Text("出处", "Provision"), kind="long"),
        Column("text", Text("要求（转述）", "What is required (paraphrase)"), kind="long"),
        Column("state", Text("适用性", "Applicability"), kind="choice", choices=STATES),
        Column("reason", Text("理由", "Reason"), kind="long"),
        Column("by", Text("由谁判断", "By whom")),
        Column("since", Text("判断自", "Decided from"), kind="date"),
        Column("controls", Text("控制措施", "Controls"), kind="long"),
        Column("owner", Text("责任人", "Owner")),
    ],
)


def register_row(line: Line) -> dict[str, Any]:
    """Return a line of the register as a row of the sheet."""
    lang, entry = language(), line.entry
    return {
        "id": line.row.id,
        "citation": line.citation.in_(lang),
        "text": line.row.zh if lang == "zh" else line.row.en,
        "state": line.standing.state,
        "reason": line.standing.zh if lang == "zh" else line.standing.en,
        "owner": line.owner.email if line.owner else "",
        "how_met": entry.how_met if entry else "",
        "status": line.status,
        "review_on": line.review_on,
        "seen": seen_as(entry.version if entry else 0),
    }


def statement_row(line: Line) -> dict[str, Any]:
    """Return a line of the statement of applicability as a row."""
    decision = line.standing.decision
    computed = Text("系统推算", "computed").in_(language())
    return {
        **register_row(line),
        "by": str(decision.person or "") if decision else computed,
        "since": decision.effective_on if decision else None,
        "controls": "; ".join(control.title for control in line.controls),
        "owner": str(line.owner or ""),
    }


def register_book(lines: Sequence[Line]) -> bytes:
    """Return the register as an Excel file."""
    return write(REGISTER, [register_row(line) for line in lines])


def statement_book(lines: Sequence[Line]) -> bytes:
    """Return the statement of applicability as an Excel file."""
    return write(STATEMENT, [statement_row(line) for line in lines])


def statement_csv(lines: Sequence[Line]) -> bytes:
    """Return the statement as CSV in UTF-8 with mark; nothing in it is taken for a formula."""
    import csv
    import io

    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([column.heading for column in STATEMENT.columns])
    words = {key: title.in_(language()) for key, title in STATES}
    for line in lines:
        row = statement_row(line)
        row["state"] = words[row["state"]]
        rows.writerow([_safe(row[column.name]) for column in STATEMENT.columns])
    return out.getvalue().encode("utf-8-sig")


def _safe(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


class Incoming(NamedTuple):
    """One row of a file that would change something; `expected` is the version it rests on."""

    number: int
    obligation: str
    changes: dict[str, Any]
    before: dict[str, Any]
    expected: int


class Preview(NamedTuple):
    """What a file would change; with problems nothing may be imported."""

    reading: Reading
    changes: list[Incoming]


def preview(viewer: Viewer, data: bytes, *, overwrite: bool = False) -> Preview:
    """Return what a file would change, and every problem in it.

    Whether an obligation applies is not taken from a file; a row that says otherwise than the
    register is refused, so that nobody takes it for decided. A row that would undo what was changed
    after its export is refused, too, unless `overwrite` is told.
    """
    reading = read(INCOMING, data)
    _undecided(reading, viewer)
    people = {user.email.casefold(): user for user in person_choices(viewer)}
    entries = {entry.obligation: entry for entry in entry_list(viewer=viewer)}
    shown = {column.heading for column in TOLD}
    reading.ignored[:] = [word for word in reading.ignored if word not in shown]
    found = [_incoming(row, reading, people, entries, overwrite) for row in reading.rows]
    return Preview(reading, [row for row in found if row is not None and row.changes])


def _undecided(reading: Reading, viewer: Viewer) -> None:
    """Name the rows whose applicability is not that of the register."""
    said = [(row, state) for row in reading.rows if (state := row.values.pop("state", ""))]
    found = standings(viewer.organisation) if said else {}
    words = dict(STATES)
    for row, state in said:
        known = found.get(row.values.get("id", ""))
        if known is None or known.state == state:
            continue
        now = words[known.state]
        what = Text(
            f"适用性不从 Excel 导入，系统中是“{now.zh}”；要改判，请在这条义务的页面上作出判断并写明"
            "理由，然后重新导出，或删去这一列。",
            f"is not imported from Excel and stands at “{now.en}”; decide it with a reason on the "
            "page of the obligation, then export again, or take this column out.",
        )
        reading.refuse_cell(row, STATE, what)


def _incoming(
    row: SheetRow,
    reading: Reading,
    people: dict[str, User],
    entries: dict[str, ObligationEntry],
    overwrite: bool,
) -> Incoming | None:
    name = row.values.get("id")
    if not name:
        return None
    if name not in catalogue().obligations:
        what = Text(f"目录里没有编号“{name}”。", f"the catalogue has no obligation “{name}”.")
        reading.refuse_cell(row, ID, what)
        return None
    values = {key: row.values[key] for key in row.values if key not in ("id", SEEN.name)}
    if values.get("status") == "":
        del values["status"]
    if "owner" in values:
        values["owner"] = _owner(row, values["owner"], reading, people, entries.get(name))
    entry = entries.get(name) or ObligationEntry(obligation=name)
    changes = {key: value for key, value in values.items() if getattr(entry, key) != value}
    before = {key: getattr(entry, key) for key in changes}
    version = entry.version if name in entries else 0
    moved = moved_since(row.values, seen_as(version)) if changes and not overwrite else None
    if moved is not None:
        reading.refuse_cell(row, SEEN, moved)
    return Incoming(row.number, name, changes, before, version)


def _owner(
    row: SheetRow,
    email: str,
    reading: Reading,
    people: dict[str, User],
    entry: ObligationEntry | None,
) -> User | None:
    """Return the person with an address; an owner who has left the organisation may stay."""
    if not email:
        return None
    if email.casefold() in people:
        return people[email.casefold()]
    if entry and entry.owner and entry.owner.email.casefold() == email.casefold():
        return entry.owner
    what = Text(
        f"本组织没有邮箱为“{email}”的人。",
        f"nobody in this organisation has the e-mail address “{email}”.",
    )
    reading.refuse_cell(row, OWNER, what)
    return None
