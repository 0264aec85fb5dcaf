"""records.attestation: have the people said what they must say?"""

from collections.abc import Iterable

from hegui.catalogue.model import Catalogue, Condition, Criterion
from hegui.checks.records.asked import applies, conditions
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.model import Finding
from hegui.engine.registry import check
from hegui.project.approvers import approver_roles
from hegui.project.declared import Declared
from hegui.project.model import Attestation

ID = "records.attestation"
ABSENT = Text("{role}还没有作出声明：{statement}", "the {role} has not stated yet: {statement}")
REFUSED = Text("{role}拒绝声明：{statement}", "the {role} refused to state: {statement}")


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """One job about the organisation."""
    yield Job(declared.project.organisation.id, "attestations", None)


@check(
    id=ID,
    version="1",
    title=Text("声明", "Attestations"),
    subject_kinds=("organisation",),
    measures=("required", "given"),
    cannot_show=Text(
        "只数声明是否由规定的角色在期限内作出：不能说明声明属实。",
        "Only counts whether the right role has spoken in time: not whether it is true.",
    ),
    plan=plan,
)
def run(job: Job, ctx: Context) -> Outcome:
    """Count the statements that applying criteria ask for, and those given.

    `required` is left out when facts that are not set decide whether more are needed.
    """
    facts = ctx.declared.facts()
    required = given = 0
    open_facts = False
    for criterion, condition in conditions(ctx.catalogue):
        if condition.needs != "attestation":
            continue
        state = applies(criterion, condition, facts)
        last = latest(ctx.declared, criterion, condition)
        is_given = last is not None and last.given
        open_facts = open_facts or (state is None and not is_given)
        if state:
            required += 1
            given += is_given
            if not is_given:
                ctx.finding(_finding(job, ctx, criterion, condition, last))
    measures = {"given": given} if open_facts else {"required": required, "given": given}
    return Outcome(measures=measures)


def latest(declared: Declared, criterion: Criterion, condition: Condition) -> Attestation | None:
    """Return the last usable statement: by the role, not later than the day, not too old."""
    limit = condition.max_age_days
    usable = [
        said
        for said in declared.project.attestations
        if (said.clause, said.condition) == (criterion.id, condition.id)
        and said.on <= declared.as_of
        and (limit is None or (declared.as_of - said.on).days <= limit)
        and (
            not condition.role or condition.role in approver_roles(declared.project.people, said.by)
        )
    ]
    # On one day a refusal outweighs a statement, as it does in the verdict.
    return max(usable, key=lambda said: (said.on, not said.given), default=None)


def _finding(
    job: Job, ctx: Context, criterion: Criterion, condition: Condition, last: Attestation | None
) -> Finding:
    role = ctx.catalogue.labels.get("role", {}).get(condition.role)
    text = ABSENT if last is None else REFUSED
    note = Text(
        text.in_("zh", role=role.zh if role else condition.role, statement=condition.statement_zh),
        text.in_("en", role=role.en if role else condition.role, statement=condition.statement_en),
    )
    return Finding(
        check=ID,
        subject=job.subject,
        item=f"{criterion.id}/{condition.id}",
        where="attestations",
        kind="absent" if last is None else "refused",
        code=criterion.id,
        note=note.both(),
    )
