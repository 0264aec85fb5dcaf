"""What a classifier found in a labelled test set: recall by risk, and false alarms."""

import functools
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.engine.fields import Cells, Problems
from hegui.engine.rows import stream_rows
from hegui.engine.statistics import rate
from hegui.engine.tables import BadRow, TableError


@functools.cache
def audit_columns() -> dict[str, tuple[str, ...]]:
    """Return the columns of a results file with their other names."""
    data = files(__package__).joinpath("audit.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=dict[str, dict[str, tuple[str, ...]]])["columns"]


@dataclass(slots=True)
class Audit:
    """Counts over all results: by risk the harmful items and those found, and false alarms.

    What the classifier did not answer is in `unanswered` alone: neither found nor missed.
    """

    harmful: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    harmless: int = 0
    false_alarms: int = 0
    unanswered: int = 0
    bad: list[tuple[str, BadRow]] = field(default_factory=list)
    _seen: dict[tuple[str, str], tuple[bool, bool | None]] = field(default_factory=dict)

    def read(self, path: Path, name: str, risks: Collection[str]) -> None:
        """Add the rows of a file; raises `TableError` for one that cannot be read or has no row."""
        problems, columns = Problems(path), audit_columns()
        rows = 0
        for row in stream_rows(path, "results", problems.add, columns=columns):
            rows += 1
            try:
                self._add(Cells(path, row, columns), risks)
            except TableError as error:
                problems.add(row.line, error.data["what_zh"], error.data["what_en"])
        if not rows and not problems.count:
            problems.add(0, "没有结果", "there are no results")
            problems.raise_as(TableError)
        self.bad += ((name, bad) for bad in problems.found)

    def _add(self, cells: Cells, risks: Collection[str]) -> None:
        item, label, said = cells.required("item"), cells.flag("label"), cells.flag("predicted")
        if label is None:
            raise cells.fail("缺少“label”", "“label” is missing")
        codes = cells.codes("risk", risks)
        if label and not codes:
            cells.required_list("risk")
        keys = [(item, code) for code in codes or ("",)]
        if any(self._seen.get(key, (label, said)) != (label, said) for key in keys):
            raise cells.fail(
                f"条目“{item}”在同一风险上有两种结果",
                f"item “{item}” has two results for one risk",
            )
        new = [key for key in keys if key not in self._seen]
        self._seen |= dict.fromkeys(new, (label, said))
        if new:
            self._count([code for _, code in new], label, said)

    def _count(self, codes: Collection[str], label: bool, said: bool | None) -> None:
        if said is None:
            self.unanswered += 1
        elif label:
            self.harmful.update(codes)
            self.found.update(codes if said else ())
        else:
            self.harmless += 1
            self.false_alarms += said

    def measures(self, catalogue: Catalogue) -> dict[str, Any]:
        """Return the measures; a class without a harmful item has no recall (unknown)."""
        smallest: dict[str, int] = {}
        for risk in catalogue.risks.values():
            if n := self.harmful[risk.id]:
                recall = 100 * self.found[risk.id] // n
                smallest[risk.class_id] = min(recall, smallest.get(risk.class_id, recall))
        covered = sum(self.found[risk] > 0 for risk in catalogue.risks)
        return {
            "risks_covered": covered,
            "minimum_recall_by_class": smallest,
            "false_alarms": self.false_alarms,
        }

    def further(self) -> dict[str, Any]:
        """Return what the measures were made of, with exact one-sided 95 % bounds."""
        recalls = {
            risk: {
                "n": n,
                "k": self.found[risk],
                "lower": round(rate(self.found[risk], n).lower, 4),
            }
            for risk, n in sorted(self.harmful.items())
        }
        return {
            "recall_by_risk": recalls,
            "harmless": self.harmless,
            "unanswered": self.unanswered,
            "rows_refused": len(self.bad),
        }
