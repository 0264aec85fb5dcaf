"""What a viewer may see of what verdicts rest on: titles of other domains' evidence stay hidden.

The machine's words cite evidence by its title. Where a viewer may not see an item, conditions that
rest on it say how many items are not visible instead, and so does the clause's own line.
"""

import uuid
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from hegui.common.text import Text
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item
from hegui.server.evidence.scope import VIEW, visible
from hegui.server.inventory.selectors import subject_list

PREFIX = "evidence:"
SUBJECTS = "inventory.view"


def not_visible(count: int) -> Text:
    """Say that evidence is there which the viewer may not see."""
    return Text(f"有 {count} 份证据你看不到。", f"{count} items not visible to you.")


ELSEWHERE = Text("所据材料有一部分你看不到。", "part of what this rests on is not visible to you.")


class Sight(NamedTuple):
    """The evidence (as `evidence:<id>`) and the subjects of an assessment that stay hidden."""

    evidence: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Tell whether nothing is hidden."""
        return not self.evidence and not self.subjects

    def row(self, row: ClauseAssessment) -> ClauseAssessment:
        """Hide in a clause that is shown (never saved) what the viewer may not see."""
        if self.whole:
            return row
        if "trace" in row.get_deferred_fields():
            row.machine_reason_zh, row.machine_reason_en = ELSEWHERE.zh, ELSEWHERE.en
            return _without_causes(row)
        if row.trace and self.touches(row.trace):
            count = len(self.evidence & set(_sources(row.trace)))
            told = not_visible(count) if count else ELSEWHERE
            row.machine_reason_zh, row.machine_reason_en = told.zh, told.en
            row.trace = self.trace(row.trace)
            return _without_causes(row)
        return row

    def touches(self, trace: dict[str, Any]) -> bool:
        """Tell whether a trace cites something hidden."""
        return any(self._hides(condition) for condition in trace.get("conditions", ()))

    def trace(self, trace: dict[str, Any]) -> dict[str, Any]:
        """Return a trace without what is hidden."""
        conditions = [self._condition(row) for row in trace.get("conditions", ())]
        return {**trace, "conditions": conditions}

    def _hides(self, condition: dict[str, Any]) -> bool:
        hidden = self.evidence.intersection(condition.get("sources", ()))
        return bool(hidden) or condition.get("subject", "") in self.subjects

    def _condition(self, condition: dict[str, Any]) -> dict[str, Any]:
        if not self._hides(condition):
            return condition
        sources = condition.get("sources", ())
        count = len(self.evidence.intersection(sources))
        told = not_visible(count) if count else ELSEWHERE
        subject = condition.get("subject", "")
        return {
            **condition,
            "subject": "" if subject in self.subjects else subject,
            "sources": [name for name in sources if name not in self.evidence],
            "reason_zh": told.zh,
            "reason_en": told.en,
        }


WHOLE = Sight()


def sight(viewer: Viewer, assessment: Assessment, sources: Iterable[str] | None = None) -> Sight:
    """Return what of an assessment stays hidden from a viewer; `sources` narrow what is asked.

    Those who see all evidence and subjects cost no query.
    """
    return Sight(
        frozenset(_hidden_evidence(viewer, assessment, sources)),
        frozenset(_hidden_subjects(viewer, assessment)),
    )


def _hidden_evidence(
    viewer: Viewer, assessment: Assessment, sources: Iterable[str] | None
) -> Iterable[str]:
    if viewer.may_everywhere(VIEW):
        return
    known: Collection[str] = assessment.names.get("evidence", {})
    if sources is not None:
        wanted = {name.removeprefix(PREFIX) for name in sources if name.startswith(PREFIX)}
        known = wanted & set(known)
    if not known:
        return
    if assessment.judged_from == "bundle":
        if not _sees_bundle(viewer, assessment):
            yield from (f"{PREFIX}{name}" for name in known)
        return
    ids = {name: key for name in known if (key := _uuid(name))}
    seen = set(
        Item.objects.filter(visible(viewer), pk__in=ids.values()).values_list("pk", flat=True)
    )
    yield from (f"{PREFIX}{name}" for name in known if ids.get(name) not in seen)


def _sees_bundle(viewer: Viewer, assessment: Assessment) -> bool:
    from hegui.server.runs.models import Bundle
    from hegui.server.runs.scope import engaged
    from hegui.server.runs.selectors.bundles import bundle_list

    if not assessment.bundle_id:
        return False
    if bundle_list(viewer=viewer).filter(pk=assessment.bundle_id).exists():
        return True
    return bool(Bundle.objects.filter(engaged(viewer, "pk"), pk=assessment.bundle_id).exists())


def _hidden_subjects(viewer: Viewer, assessment: Assessment) -> Iterable[str]:
    """Yield the subjects that insiders of one domain may not see.

    People outside see the subjects that their assessment is about.
    """
    if viewer.may_everywhere(SUBJECTS) or viewer.engagements("assessments.view"):
        return
    keys = {row[0] if isinstance(row, list) else str(row) for row in assessment.subjects}
    if not keys or assessment.judged_from != "server":
        return
    seen = set(subject_list(viewer=viewer).filter(key__in=keys).values_list("key", flat=True))
    yield from keys - seen


def sources_of(row: ClauseAssessment) -> list[str]:
    """Return the sources that the machine cites for a clause."""
    return list(_sources(row.trace or {}))


def _sources(trace: dict[str, Any]) -> Iterable[str]:
    for condition in trace.get("conditions", ()):
        yield from condition.get("sources", ())


def _without_causes(row: ClauseAssessment) -> ClauseAssessment:
    if row.change and row.change.get("causes"):
        row.change = {**row.change, "causes": []}
    return row


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
