"""The trend: one series for each clause set and domain, never several in one line."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hegui.server.assessments.models import Assessment
from hegui.server.assessments.selectors import assessment_list
from hegui.server.core.viewer import Viewer
from hegui.server.pages.charts import Chart, Point, trend
from hegui.server.pages.language import say

POINTS = 12
LOOKED_AT = 200
"""Assessments that are looked at, the newest first."""
FIELDS = (
    "pk",
    "title",
    "as_of",
    "state",
    "counts",
    "clause_set__title",
    "clause_set__release",
    "domain_id",
    "domain__name",
    "judged_from",
    "subjects",
)
DRAFT = ("open", "review")


class Row(NamedTuple):
    """What the trend reads of an assessment."""

    pk: uuid.UUID
    title: str
    as_of: Any
    state: str
    counts: dict[str, int]
    clause_set: str
    release: str
    domain: uuid.UUID | None
    domain_name: str | None
    judged_from: str
    subjects: list[list[str]]

    @property
    def about(self) -> tuple[str, ...]:
        """Return the ids of the subjects of a bundle, whatever their version.

        What is judged from the records here is about all of its domain: a subject more or less
        does not end its line.
        """
        if self.judged_from != "bundle":
            return ()
        return tuple(sorted(subject[0] for subject in self.subjects))

    @property
    def key(self) -> tuple[object, ...]:
        """Return what rows of one series have in common."""
        return (self.clause_set, self.domain, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Assessments of one clause set and domain, of bundles also about the same subjects.

    Its id is that of the newest. Subjects are not named: not everybody may see them.
    """

    id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The series that is drawn, and those that may be chosen."""

    chart: Chart
    chosen: str
    choices: tuple[Series, ...]


def trend_of(viewer: Viewer, latest: Assessment, asked: str) -> Trend | None:
    """Return the trend that was asked for, else that of the latest assessment, else the first.

    None while no series has two points.
    """
    found = [series for series in all_series(viewer) if len(series.rows) > 1]
    if not found:
        return None
    own = next((s for s in found if any(row.pk == latest.pk for row in s.rows)), found[0])
    chosen = next((s for s in found if s.id == asked), own)
    return Trend(chart=drawn(chosen), chosen=chosen.id, choices=tuple(found))


def all_series(viewer: Viewer) -> list[Series]:
    """Return all series that the viewer may see, the newest first (one query)."""
    rows = assessment_list(viewer=viewer).values_list(*FIELDS)[:LOOKED_AT]
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in map(Row._make, rows):
        groups.setdefault(row.key, []).append(row)
    return [_series(group) for group in groups.values()]


def _series(rows: Sequence[Row]) -> Series:
    """Return a series from its rows, the newest first."""
    first = rows[0]
    of = first.title if first.about else ""
    title = " · ".join(part for part in (first.clause_set, first.domain_name, of) if part)
    return Series(id=str(first.pk), title=title, rows=tuple(rows[:POINTS][::-1]))


def drawn(series: Series) -> Chart:
    """Draw the share of applicable clauses that conform, one point for each assessment."""
    points = [Point(row.as_of.isoformat(), share(row.counts), event(row)) for row in series.rows]
    title = say("符合条款占适用条款的比例", "Share of applicable clauses that conform")
    return trend(points, f"{title}{say('：', ': ')}{series.title}", "%")


def event(row: Row) -> str:
    """Return what the table says beside a point: title, release of the set, whether a draft."""
    draft = say("草稿", "draft") if row.state in DRAFT else ""
    return " · ".join(part for part in (row.title, row.release, draft) if part)


def share(counts: dict[str, int]) -> float:
    """Return the percentage of applicable clauses that conform; undetermined ones count as not."""
    total = sum(counts.values()) - counts.get("not_applicable", 0)
    return round(100 * counts.get("conforms", 0) / total, 1) if total else 0.0
