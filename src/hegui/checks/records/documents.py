"""records.documents: are the required documents there, approved and in date?

A document that nobody declared, or that cannot be read, is unknown: it never counts against anybody.
Only what a declared, readable document shows of itself (no approval, out of date) does.
"""

from collections.abc import Iterable
from typing import NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.records.asked import asked_values, conditions
from hegui.checks.records.evidence import read_evidence
from hegui.checks.records.required import Required, required_types
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.model import EvidenceItem, Finding, InputFile, ItemError
from hegui.engine.registry import check
from hegui.project.declared import Declared

ID = "records.documents"
COUNTS = ("present", "approved", "in_date")
MISSING = Text(
    "缺少“{type}”（{rows}）；请在 documents 中声明一份可读的文件",
    "“{type}” is missing ({rows}); declare a readable document",
)
NOT_APPROVED = Text(
    "“{type}”没有由担任职务的人在基准日前批准；请填写 approved_by 和 approved_on",
    "“{type}” was not approved by a person with a role before the day of assessment; fill in "
    "approved_by and approved_on",
)
NOT_IN_DATE = Text(
    "“{type}”已过有效期或久未更新（日期 {date}）；请更新后重新批准",
    "“{type}” has expired or is too old (dated {date}); renew and approve it",
)
PERHAPS = Text(
    "是否需要“{type}”取决于尚未声明的事实（{rows}）；请先声明事实",
    "whether “{type}” is needed hangs on facts that are not declared ({rows}); declare them first",
)


class Standing(NamedTuple):
    """How the best document of a type stands: each answer is about the same document.

    `settled` is false while the answer may still change: nothing that counts on the day of the
    assessment is declared, or a document of the type cannot be read.
    """

    present: bool = False
    approved: bool = False
    in_date: bool = False
    item: EvidenceItem | None = None
    settled: bool = False


def plan(declared: Declared, catalogue: Catalogue) -> Iterable[Job]:
    """One job about the organisation for every set of documents that criteria ask for."""
    for set_id in asked_values(catalogue, ID, "set"):
        yield Job(declared.project.organisation.id, set_id, set_id, {"set": set_id})


@check(
    id=ID,
    version="1",
    title=Text("要求的文件", "Required documents"),
    subject_kinds=("organisation",),
    measures=("required", "present", "approved", "in_date"),
    cannot_show=Text(
        "只看文件是否存在、可读、批准和在期：不能说明内容正确、完整，也不能说明照此执行。",
        "Only sees whether documents are there, readable, approved and in date: not whether they "
        "are right or complete, nor whether they are followed.",
    ),
    plan=plan,
)
def run(job: Job, ctx: Context) -> Outcome:
    """Count the evidence types that are required, present, approved and in date.

    A count that falls short is given only where a document shows why; else it is left out.
    """
    required = required_types(ctx.declared, ctx.catalogue, job.payload)
    items = read_evidence(ctx.declared, ctx.catalogue)
    ages = longest_ages(ctx.catalogue)
    asked = [*required.certain, *required.maybe]
    used = [item for item in items if item.type in asked]
    standings = {kind: _standing(kind, used, ages, ctx.declared) for kind in asked}
    for item in used:
        if not item.readable:
            what = Text(item.problem_zh, item.problem_en).both()
            ctx.error(ItemError(where=item.path, what=what))
    _report(job, ctx, required, standings)
    return Outcome(
        measures=_measures(required, standings),
        inputs=_inputs(used),
        run={name: _count(required.certain, standings, name) for name in COUNTS},
    )


def longest_ages(catalogue: Catalogue) -> dict[str, int]:
    """Return for each evidence type the longest age in days that any criterion allows."""
    ages: dict[str, int] = {}
    for _criterion, condition in conditions(catalogue):
        if condition.max_age_days is not None:
            for kind in condition.evidence:
                ages[kind] = max(ages.get(kind, 0), condition.max_age_days)
    return ages


def _standing(
    kind: str, items: list[EvidenceItem], ages: dict[str, int], declared: Declared
) -> Standing:
    """Return how the best readable document of a type stands; newer ones win among equals."""
    declared_items = [item for item in items if item.type == kind and item.date <= declared.as_of]
    settled = all(item.readable for item in declared_items)
    found = [
        Standing(
            present=True,
            approved=_approved(item, declared),
            in_date=_in_date(item, ages.get(kind), declared),
            item=item,
            settled=settled,
        )
        for item in declared_items
        if item.readable
    ]
    if not found:
        return Standing()
    return max(found, key=lambda s: (s.approved and s.in_date, s.in_date, s.approved, _age_key(s)))


def _age_key(standing: Standing) -> tuple[int, str]:
    item = standing.item
    return (item.date.toordinal(), item.id) if item else (0, "")


def _approved(item: EvidenceItem, declared: Declared) -> bool:
    """Tell whether a person who holds a role approved the document by the day of assessment."""
    approved_on = item.approved_on
    return bool(item.approver_roles) and approved_on is not None and approved_on <= declared.as_of


def _in_date(item: EvidenceItem, longest: int | None, declared: Declared) -> bool:
    """Tell whether a document is not expired; without an expiry date, its age decides."""
    if item.valid_until is not None:
        return declared.as_of <= item.valid_until
    return longest is None or (declared.as_of - item.date).days <= longest


def _measures(required: Required, standings: dict[str, Standing]) -> dict[str, int]:
    """Count the certain types. A count is left out, so that the answer is unknown, where types that
    are only perhaps required would decide, and where it falls short only for want of documents that
    are not declared or cannot be read.
    """
    certain = [standings[kind] for kind in required.certain]
    maybe = [standings[kind] for kind in required.maybe]
    measures: dict[str, int] = {}
    if certain or not maybe:
        measures["required"] = len(certain)
    for name in COUNTS:
        lacking = [standing for standing in certain if not getattr(standing, name)]
        complete = not lacking and all(getattr(standing, name) for standing in maybe)
        if complete or any(standing.settled for standing in lacking):
            measures[name] = _count(required.certain, standings, name)
    return measures


def _count(kinds: Iterable[str], standings: dict[str, Standing], name: str) -> int:
    return sum(getattr(standings[kind], name) for kind in kinds)


def _inputs(items: list[EvidenceItem]) -> tuple[InputFile, ...]:
    read = {item.path: item for item in items if item.sha256}
    return tuple(InputFile(path=i.path, size=i.size, sha256=i.sha256) for i in read.values())


def _report(job: Job, ctx: Context, required: Required, standings: dict[str, Standing]) -> None:
    """Write a finding for everything that a type lacks."""
    for kind, rows in (required.certain | required.maybe).items():
        standing = standings[kind]
        if kind in required.maybe and not (standing.approved and standing.in_date):
            ctx.finding(_finding(job, ctx, kind, "perhaps_required", PERHAPS, rows))
        elif not standing.present:
            ctx.finding(_finding(job, ctx, kind, "missing", MISSING, rows))
        else:
            if not standing.approved:
                ctx.finding(_finding(job, ctx, kind, "not_approved", NOT_APPROVED, rows, standing))
            if not standing.in_date:
                ctx.finding(_finding(job, ctx, kind, "not_in_date", NOT_IN_DATE, rows, standing))


def _finding(
    job: Job,
    ctx: Context,
    kind: str,
    what: str,
    text: Text,
    rows: list[str],
    standing: Standing | None = None,
) -> Finding:
    row = ctx.catalogue.evidence_types.get(kind)
    item = standing.item if standing else None
    shown = ", ".join(rows[:8]) + (" …" if len(rows) > 8 else "") or job.payload
    values = {"rows": shown, "date": item.date if item else ""}
    note = Text(
        text.in_("zh", type=row.zh if row else kind, **values),
        text.in_("en", type=row.en if row else kind, **values),
    )
    where = item.path if item else "documents"
    return Finding(
        check=ID,
        subject=job.subject,
        item=kind,
        where=where,
        kind=what,
        code=kind,
        note=note.both(),
    )
