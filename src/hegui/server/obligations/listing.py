"""Filtering, searching and ordering the register: 464 lines in memory, not rows of a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from hegui.server.core.rules import catalogue
from hegui.server.obligations.selectors.register import Line, plain, search_words
from hegui.server.obligations.words import STATES, STATUSES
from hegui.server.pages.language import say_lazy
from hegui.server.pages.listing import Filter, Listing, ListPage
from hegui.server.pages.templatetags.hegui import in_language

PAGE_SIZE = 50
LONGEST = 500
COLUMNS: dict[str, Any] = {
    "reason": say_lazy("理由", "Reason"),
    "owner": say_lazy("责任人", "Owner"),
    "status": say_lazy("落实状态", "Status"),
    "how_met": say_lazy("如何落实", "How it is met"),
    "clauses": say_lazy("相关条款", "Clauses"),
    "controls": say_lazy("控制措施", "Controls"),
    "evidence": say_lazy("证据", "Evidence"),
    "review": say_lazy("下次评审", "Next review"),
    "layer": say_lazy("层面", "Layer"),
    "bearers": say_lazy("义务人", "Bearers"),
    "modality": say_lazy("要求性质", "Type of requirement"),
    "grade": say_lazy("来源核实等级", "Grade of the source"),
}
"""What may be shown besides id, provision, text and applicability."""
SHOWN = ("reason", "owner", "status", "clauses", "controls", "evidence", "review")
YES = [("yes", say_lazy("是", "yes")), ("no", say_lazy("否", "no"))]

Test = Callable[[Line, str], bool]
TESTS: dict[str, Test] = {
    "state": lambda line, value: line.standing.state == value,
    "instrument": lambda line, value: line.row.instrument == value,
    "layer": lambda line, value: line.row.layer == value,
    "bearer": lambda line, value: value in line.row.bearers,
    "modality": lambda line, value: line.row.modality == value,
    "status": lambda line, value: line.status == value,
    "owner": lambda line, value: (str(line.owner.pk) if line.owner else "none") == value,
    "open": lambda line, value: line.open == (value == "yes"),
    "controlled": lambda line, value: bool(line.controls) == (value == "yes"),
    "decided": lambda line, value: (line.standing.decision is not None) == (value == "yes"),
    "overdue": lambda line, value: line.overdue == (value == "yes"),
}
ORDERS: dict[str, Callable[[Line], Any]] = {
    "state": lambda line: list(STATES).index(line.standing.state),
    "owner": lambda line: str(line.owner or "\uffff"),
    "status": lambda line: list(STATUSES).index(line.status),
    "evidence": lambda line: line.evidence,
    "controls": lambda line: len(line.controls),
    "review": lambda line: str(line.review_on or "9999"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage(ListPage):
    """One page of the register with the columns that are shown."""

    columns: tuple[str, ...]
    grouped: bool

    @property
    def titles(self) -> list[tuple[str, Any, bool]]:
        """Return name and title of each shown column, and whether it orders."""
        return [(name, COLUMNS[name], name in ORDERS) for name in self.columns]


def selected(lines: Sequence[Line], asked: dict[str, str]) -> list[Line]:
    """Return the lines that fit what is asked for; values nobody offers are left aside."""
    found = list(lines)
    for name, test in TESTS.items():
        if value := asked.get(name, ""):
            found = [line for line in found if test(line, value)]
    words = plain(asked.get("q", "")[:LONGEST]).split()[:8]
    texts = search_words()
    if words:
        found = [line for line in found if _has(line, texts[line.row.id], words)]
    order = asked.get("sort", "")
    if key := ORDERS.get(order.removeprefix("-")):
        found.sort(key=key, reverse=order.startswith("-"))
    return found


def _has(line: Line, text: str, words: Sequence[str]) -> bool:
    own = plain(f"{line.entry.how_met}\n{line.entry.note}") if line.entry else ""
    return all(word in text or word in own for word in words)


def register_page(lines: Sequence[Line], query: QueryDict) -> RegisterPage:
    """Return the page of the register that an address asks for."""
    asked = {name: query.get(name, "")[:LONGEST] for name in query}
    chosen = [name for part in query.getlist("columns") for name in part.split(",")]
    columns = tuple(name for name in COLUMNS if name in chosen) or SHOWN
    if chosen:
        asked["columns"] = ",".join(columns)
    found = selected(lines, asked)
    page = asked.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1
    start = (max(number, 1) - 1) * PAGE_SIZE
    return RegisterPage(
        listing=Listing(columns=(), filters=filters(lines), search=("text",)),
        rows=found[start : start + PAGE_SIZE],
        number=max(number, 1),
        more=len(found) > start + PAGE_SIZE,
        total=len(found),
        asked=asked,
        sort=asked.get("sort", ""),
        columns=columns,
        grouped=asked.get("group", "") == "instrument",
    )


def filters(lines: Sequence[Line]) -> list[Filter]:
    """Return the filters of the register with their choices."""
    rules = catalogue()
    owners = {str(line.owner.pk): str(line.owner) for line in lines if line.owner}
    used = {line.row.instrument for line in lines}
    instruments = [(n, in_language(r, "title")) for n, r in rules.instruments.items() if n in used]
    named: list[tuple[str, Any, list[tuple[str, Any]]]] = [
        ("state", say_lazy("适用性", "Applicability"), [(n, w.title) for n, w in STATES.items()]),
        ("instrument", say_lazy("规范文件", "Instrument"), instruments),
        ("layer", COLUMNS["layer"], _labels("layer")),
        ("bearer", COLUMNS["bearers"], _labels("bearer")),
        ("modality", COLUMNS["modality"], _labels("modality")),
        ("owner", COLUMNS["owner"], [("none", say_lazy("无", "none")), *owners.items()]),
        ("status", COLUMNS["status"], list(STATUSES.items())),
        ("open", say_lazy("还需处理", "Needs work"), YES),
        ("controlled", say_lazy("有控制措施", "Has a control"), YES),
        ("decided", say_lazy("有人工判断", "Decided by a person"), YES),
    ]
    return [Filter(name=n, title=t, choices=c, select=_never) for n, t, c in named]


def _labels(kind: str) -> list[tuple[str, str]]:
    return [(code, in_language(row)) for code, row in catalogue().labels[kind].items()]


def _never(value: str) -> Any:
    """Stand for the condition over a table, which the register does not have."""
    raise NotImplementedError(value)
