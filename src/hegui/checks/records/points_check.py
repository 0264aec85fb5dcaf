"""records.agreement and records.disclosure: do documents cover the points that they must cover?"""

from collections.abc import Iterable
from typing import NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.records.asked import asked_values, subjects_of
from hegui.checks.records.current import current_documents
from hegui.checks.records.evidence import NO_PROBLEM, read_file
from hegui.checks.records.points import Decisions, PointResult, judge_points, required_points
from hegui.checks.records.rules import point_rules
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome, Plan
from hegui.engine.model import Finding, InputFile, ItemError
from hegui.engine.registry import check
from hegui.project.declared import Declared
from hegui.project.model import Document

AGREEMENT, DISCLOSURE = "records.agreement", "records.disclosure"
MEASURES = ("points_required", "points_found", "points_confirmed_missing")
CANNOT_SHOW = Text(
    "只在文字里查找提示词：找到不等于写得对、写得全，没找到也不等于没有；要点是否缺失由人确认。",
    "Only looks for cue words in the text: found does not mean right or complete, and not found "
    "does not mean absent; a person confirms what is missing.",
)
NOT_CURRENT = Text(
    "声明的 {type} 文件没有一份在基准日有效并对应对象“{subject}”的当前版本；请核对 date、valid_until 和 covers",
    "no declared document of type {type} is in force and about the current version of “{subject}”; "
    "check date, valid_until and covers",
)
LOOK_FOR = Text(
    "未找到“{name}”：{text}。可查找：{cues}；请人工核对后记入 point_decisions",
    "“{name}” was not found: {text}. Look for: {cues}; decide and record it under point_decisions",
)
CONFIRMED = Text(
    "经人确认缺少“{name}”：{text}", "a person confirmed that “{name}” is missing: {text}"
)
FOUND = Text("找到“{name}”：{how}", "“{name}” was found: {how}")
BY_PERSON = Text("由 {by} 于 {on} 确认", "confirmed by {by} on {on}")
STALE = Text(
    "{by} 于 {on} 的确认早于文件日期，不再采用；请对现行文件重新确认",
    "the decision of {by} on {on} is older than the document and no longer counts; decide again",
)


class _Read(NamedTuple):
    """The texts of the documents that could be read, and all files read."""

    texts: dict[str, str]
    inputs: tuple[InputFile, ...]


def plan_points(check_id: str) -> Plan:
    """Return a plan: one job per document type that criteria ask for and subject of its kind.

    Types of which no document is declared make no job: there is nothing to read.
    """

    def plan(declared: Declared, catalogue: Catalogue) -> Iterable[Job]:
        declared_types = {document.type for document in declared.project.documents}
        for evidence_type, kinds in asked_values(catalogue, check_id, "document").items():
            if evidence_type in declared_types:
                for subject in subjects_of(declared, kinds):
                    parameters = {"document": evidence_type}
                    yield Job(subject, evidence_type, (check_id, evidence_type), parameters)

    return plan


def run_points(job: Job, ctx: Context) -> Outcome:
    """Look for the required points in the documents that speak for the job's subject.

    Without a current document nothing is counted as found or missing: only the number of points
    required is given, and what follows from the others stays unknown.
    """
    _check_id, evidence_type = job.payload
    points = required_points(ctx.declared, ctx.catalogue, evidence_type)
    documents = current_documents(ctx.declared, evidence_type, job.subject)
    if not documents:
        what = NOT_CURRENT.both(type=evidence_type, subject=job.subject)
        ctx.error(ItemError(where=evidence_type, what=what))
        return Outcome(measures={"points_required": len(points)})
    reading = point_rules().reading_of(evidence_type)
    speaking = documents[:1] if reading == "newest" else documents
    read = _read(speaking, ctx)
    decisions = Decisions(ctx.declared)
    results = judge_points(points, read.texts, speaking, decisions, reading)
    _report(job, ctx, results, decisions, speaking)
    states = [result.state for result in results]
    measures = {
        "points_required": len(points),
        "points_found": states.count("found"),
        "points_confirmed_missing": states.count("confirmed_missing"),
    }
    return Outcome(measures=measures, inputs=read.inputs)


def _read(documents: list[Document], ctx: Context) -> _Read:
    """Read the documents; one that cannot be read is an error and has no text."""
    texts: dict[str, str] = {}
    inputs: list[InputFile] = []
    for number, document in enumerate(documents, start=1):
        read = read_file(ctx.declared.document_path(document.file))
        if read.problem is NO_PROBLEM:
            texts[document.id] = read.text
        else:
            ctx.error(ItemError(where=document.file, what=read.problem.both()))
        if read.sha256:
            found = InputFile(path=document.file, size=read.size, sha256=read.sha256)
            inputs.append(found)
        ctx.progress(number, len(documents), "documents")
    return _Read(texts, tuple(inputs))


def _report(
    job: Job,
    ctx: Context,
    results: list[PointResult],
    decisions: Decisions,
    documents: list[Document],
) -> None:
    """Write a finding for every point, and for decisions that no longer count."""
    files = {document.id: document.file for document in documents}
    for result in results:
        ctx.finding(_finding(job, result, files))
    for decision in decisions.stale:
        if decision.document in files:
            note = STALE.both(by=decision.by, on=decision.on)
            where = files[decision.document]
            ctx.finding(_made(job, "decision_stale", decision.point, where, where, note))


def _finding(job: Job, result: PointResult, files: dict[str, str]) -> Finding:
    """Return the finding on a point: where and how it was found, or what to look for."""
    point = result.point
    telling = [seen for seen in result.seen if seen.state == result.state]
    where = ", ".join(files[seen.document] for seen in telling)
    zh = {"name": point.name_zh, "text": point.text_zh, "cues": "、".join(point.cues_zh)}
    en = {"name": point.name_en, "text": point.text_en, "cues": ", ".join(point.cues_zh)}
    how = _how(result)
    text = {"found": FOUND, "not_found": LOOK_FOR, "confirmed_missing": CONFIRMED}[result.state]
    note = Text(text.in_("zh", **zh, how=how.zh), text.in_("en", **en, how=how.en)).both()
    return _made(job, f"point_{result.state}", point.id, point.id, where, note)


def _how(result: PointResult) -> Text:
    """Return by which person or which cues a point was found."""
    decided = next((seen.decision for seen in result.seen if seen.decision), None)
    if decided is not None:
        return BY_PERSON.filled(by=decided.by, on=decided.on)
    cues = list(dict.fromkeys(cue for seen in result.seen for cue in seen.cues))
    return Text("、".join(cues), ", ".join(cues))


def _made(job: Job, kind: str, code: str, item: str, where: str, note: str) -> Finding:
    return Finding(
        check=job.payload[0],
        subject=job.subject,
        item=item,
        where=where,
        kind=kind,
        code=code,
        variant=job.payload[1],
        note=note,
    )


check(
    id=AGREEMENT,
    version="1",
    title=Text("约定文件要点", "Points of agreements and internal documents"),
    subject_kinds=("organisation", "service", "model", "dataset", "supplier"),
    measures=MEASURES,
    cannot_show=CANNOT_SHOW,
    plan=plan_points(AGREEMENT),
)(run_points)

check(
    id=DISCLOSURE,
    version="1",
    title=Text("公示页面要点", "Points of public notices"),
    subject_kinds=("organisation", "service", "model", "dataset", "supplier"),
    measures=MEASURES,
    cannot_show=CANNOT_SHOW,
    plan=plan_points(DISCLOSURE),
)(run_points)
