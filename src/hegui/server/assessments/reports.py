"""Reports of an assessment: what the engines render, with people's verdicts in it."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from hegui.catalogue.model import Catalogue, Clause, Criterion
from hegui.catalogue.model.clauses import DocumentedInformation
from hegui.common.errors import HeguiError
from hegui.common.hashing import digest_of
from hegui.common.text import Lang, Text
from hegui.conformity.case import Case
from hegui.conformity.conclusion import conclude
from hegui.conformity.model import Assessment as Judged
from hegui.conformity.model import ClauseVerdict, Inputs, Trace
from hegui.conformity.notes import notes
from hegui.conformity.scores import scores
from hegui.project.model import Person, Project
from hegui.reports.material import Material
from hegui.server.assessments.appendix import appendix
from hegui.server.assessments.grades import UNVERIFIED, graded
from hegui.server.assessments.inputs import declared
from hegui.server.assessments.models import Assessment, ClauseAssessment, ClauseRow
from hegui.server.assessments.names import names_now
from hegui.server.assessments.services.outcome import kept_major, light, outcome_gates, rules_of
from hegui.server.assessments.services.signing import verdicts_digest
from hegui.server.assessments.sides import declared_of
from hegui.server.assessments.sight import PREFIX, WHOLE, Sight, sight
from hegui.server.core.heavy import heavy
from hegui.server.core.viewer import Viewer
from hegui.server.pages.language import speaking

FORMATS = {"html": "text/html", "pdf": "application/pdf", "json": "application/json"}
SECONDS = 60
"""How long a report may take."""


class ReportNotMadeError(HeguiError):
    """A report could not be rendered."""

    code = "report_not_made"
    http_status = 409
    text = Text("报告没有生成：{what_zh}", "The report was not made: {what_en}")


def report_of(
    assessment: Assessment, format_: str, lang: Lang, viewer: Viewer
) -> tuple[str, str, bytes]:
    """Return name, media type and bytes of a report, rendered aside within a time limit.

    It holds no more than the viewer may see.
    """
    with speaking(lang):
        material = material_of(assessment, viewer)
    name = f"assessment-{assessment.as_of}-{str(assessment.pk)[-8:]}.{lang}.{format_}"
    with heavy(assessment.organisation_id):
        return name, FORMATS[format_], rendered(material, format_, lang)


def rendered(material: Material, format_: str, lang: Lang) -> bytes:
    """Render in a process of its own: the worker stays small, and a long report can be stopped."""
    parts = [
        material.project,
        material.catalogue,
        material.inputs,
        material.assessment,
        material.content_digest,
        material.sections,
        material.marks,
    ]
    with tempfile.TemporaryDirectory(prefix="hegui-report-") as folder:
        place = Path(folder)
        (place / "material.json").write_bytes(msgspec.json.encode(parts))
        command = [sys.executable, "-m", "hegui.server.assessments.rendering"]
        try:
            done = subprocess.run(
                [*command, folder, format_, lang],
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ReportNotMadeError(
                what_zh=f"超过 {SECONDS} 秒，请改用 HTML 或 JSON。",
                what_en=f"it took more than {SECONDS} seconds; try HTML or JSON.",
            ) from error
        made = place / "report"
        if done.returncode or not made.exists():
            why = done.stderr.decode(errors="replace").strip().splitlines()
            last = why[-1][:300] if why else "?"
            raise ReportNotMadeError(what_zh=last, what_en=last)
        return made.read_bytes()


def material_of(assessment: Assessment, viewer: Viewer | None = None) -> Material:
    """Return what a report is made from: the machine's inputs, and the verdicts in force.

    With a viewer it holds what that viewer may see, and the server's own sections in the language
    that is active.
    """
    seen = sight(viewer, assessment) if viewer else WHOLE
    rows = [
        seen.row(row)
        for row in ClauseAssessment.objects.filter(assessment=assessment)
        .select_related("row", "decided_by")
        .order_by("order")
    ]
    kept = declared_of(assessment)
    catalogue = rules_of(assessment)
    if not assessment.catalogue_id:
        catalogue = with_imported(catalogue, [row.row for row in rows])
    inputs = kept.inputs if kept else Inputs(as_of=assessment.as_of, rule_set="", facts={})
    project = kept.project if kept else project_of(assessment)
    people = names_of(rows, project.people)
    project = msgspec.structs.replace(project, people=people)
    inputs = seen_inputs(msgspec.structs.replace(inputs, people=people), seen)
    verdicts = tuple(verdict_of(row) for row in rows)
    judged = answer(assessment, catalogue, inputs, verdicts)
    digest = digest_of([verdicts_digest(assessment), assessment.inputs_digest])
    sections, marks = appendix(viewer, assessment, rows) if viewer else ((), {})
    return Material(
        project, catalogue, inputs, judged, digest, sections=sections, marks=marks, sealed=False
    )


def seen_inputs(inputs: Inputs, seen: Sight) -> Inputs:
    """Return inputs without the evidence and the subjects that stay hidden."""
    if seen.whole:
        return inputs
    return msgspec.structs.replace(
        inputs,
        evidence=tuple(row for row in inputs.evidence if f"{PREFIX}{row.id}" not in seen.evidence),
        subjects=tuple(row for row in inputs.subjects if row.id not in seen.subjects),
        results=tuple(row for row in inputs.results if row.subject not in seen.subjects),
    )


def answer(
    assessment: Assessment,
    catalogue: Catalogue,
    inputs: Inputs,
    verdicts: tuple[ClauseVerdict, ...],
) -> Judged:
    """Return the engine's answer over the verdicts in force."""
    from hegui.conformity.judge import applicable
    from hegui.conformity.maturity import maturity

    case = Case(catalogue, inputs)
    found = outcome_gates(case, verdicts, kept_major(assessment))
    level, reading = maturity(case, verdicts)
    return Judged(
        conclusion=conclude(verdicts, found),
        verdicts=verdicts,
        gates=found,
        scores=scores(case, verdicts),
        maturity=level,
        obligations=applicable(case) if assessment.catalogue_id else {},
        below_best_grade=sum(v.trace.below_best_grade for v in verdicts),
        notes=(*notes(case, verdicts), reading),
    )


def verdict_of(row: ClauseAssessment) -> ClauseVerdict:
    """Return a clause's verdict in force with the machine's trace and who decided otherwise."""
    trace = msgspec.convert(row.trace, Trace) if row.trace else light(row.clause, row.verdict).trace
    changes: dict[str, Any] = {"gate": row.gate, "weight": row.weight}
    changes |= {"grade": row.grade, "below_best_grade": row.below_best}
    if row.person_verdict:
        changes["machine_verdict"] = row.machine_verdict or None
        changes["decided_by"] = str(row.decided_by_id or "")
        changes["decided_why"] = row.person_reason
    trace = msgspec.structs.replace(trace, **changes)
    return msgspec.structs.replace(light(row.clause, row.verdict), trace=trace)


def names_of(rows: list[ClauseAssessment], people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return the people of the declaration and those who judged, with the names they have now."""
    ids = {str(row.decided_by_id) for row in rows if row.decided_by_id}
    names = names_now(ids | {person.id for person in people})
    known = {person.id for person in people}
    kept = [
        msgspec.structs.replace(person, name=names.get(person.id, person.name)) for person in people
    ]
    new = [Person(id=key, name=name) for key, name in sorted(names.items()) if key not in known]
    return (*kept, *new)


def project_of(assessment: Assessment) -> Project:
    """Return the declaration of an assessment that no machine judged."""
    return Project(
        schema="hegui/project/1",
        organisation=declared(assessment.organisation),
        as_of=assessment.as_of,
    )


def with_imported(catalogue: Catalogue, rows: list[ClauseRow]) -> Catalogue:
    """Return a catalogue whose clauses are those of an imported set, without conditions."""
    grade = UNVERIFIED
    clauses = {row.clause: imported(row) for row in rows}
    criteria = {
        row.clause: Criterion(
            id=row.clause,
            grade=grade,
            subject_kind="organisation",
            applies_when="true",
            weight=row.weight,
            gate=row.gate,
            conditions=(),
        )
        for row in rows
    }
    return msgspec.structs.replace(catalogue, clauses=clauses, criteria=criteria, crosswalk={})


def imported(row: ClauseRow) -> Clause:
    """Return a row of an imported set as a clause."""
    return Clause(
        id=row.clause,
        grade=graded(row.grade),
        clause_set=str(row.clause_set_id),
        parent=row.parent,
        kind=row.form,
        layer=row.layer,
        title_zh=row.title_zh,
        title_en=row.title_en or row.title_zh,
        requirement_zh=row.requirement_zh,
        requirement_en=row.requirement_en or row.requirement_zh,
        strength="",
        documented_information=DocumentedInformation(required=False, level=""),
    )
