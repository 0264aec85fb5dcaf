"""What a report of the server adds to the engine's: signatures, marks, who decided, evidence, gaps.

Everything is told in the language that is active, and no more than the viewer may see.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.reports.context import Section
from hegui.server.assessments.evidence import linked_items
from hegui.server.assessments.models import Assessment, ClauseAssessment, SignOff
from hegui.server.assessments.selectors.answers import gaps, set_aside
from hegui.server.assessments.selectors.beside import Told, changed_evidence, told_by_clause
from hegui.server.assessments.services.signing import missing_roles, verdicts_digest
from hegui.server.assessments.standing import WORDS, codes_of, outdated, rules_for
from hegui.server.assessments.wording import why_told
from hegui.server.core.roles import roles
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item
from hegui.server.evidence.scope import VIEW, visible
from hegui.server.pages.language import language, said, say
from hegui.server.pages.words import VERDICTS

DASH = "—"


def appendix(
    viewer: Viewer, assessment: Assessment, rows: Sequence[ClauseAssessment]
) -> tuple[tuple[Section, ...], dict[str, tuple[str, ...]]]:
    """Return the sections, and the marks of clauses."""
    out = outdated(assessment)
    troubles = {
        row.clause: (*(changed_evidence(row.change) if row.stale else ()), *out.get(row.clause, ()))
        for row in rows
    }
    told = told_by_clause(viewer, troubles)
    again = [row for row in rows if row.stale or row.clause in out]
    sections = (
        signed(assessment),
        standing(rows, again, told),
        overridden(rows),
        evidence(viewer, assessment, rows),
        blocking(viewer, assessment),
    )
    return sections, marks(rows, {row.clause for row in again})


def marks(rows: Iterable[ClauseAssessment], again: set[str]) -> dict[str, tuple[str, ...]]:
    """Return what is said beside clauses: carried over, to be judged again, a person's verdict."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        told = (
            say("需重新判定", "to be judged again") if row.clause in again else "",
            say("沿用上次", "carried over") if row.carried_from_id else "",
            say("人工判定", "judged by a person") if row.person_verdict else "",
        )
        if any(told):
            found[row.clause] = tuple(word for word in told if word)
    return found


def signed(assessment: Assessment) -> Section:
    """Return who signed, in which role, when, over which digest; void ones say so."""
    rows = list(SignOff.objects.filter(assessment=assessment).select_related("person"))
    now = verdicts_digest(assessment)
    lead = [say("现在的结论摘要：{digest}", "Digest of the verdicts now: {digest}", digest=now)]
    if missing := missing_roles(assessment):
        names = [said(roles()[name].title) for name in missing]
        lead.append(say("尚未签署：", "Not signed yet: ") + say("、", ", ").join(names))
    aside = set_aside(assessment, [row for row in rows if row.voided_at is None])
    if aside:
        lead.append(
            say(
                "本组织允许一人判定并签署，以下职责分离规则没有执行：",
                "This organisation lets one person judge and sign; set aside were: ",
            )
            + say("；", "; ").join(said(Text(rule.zh, rule.en)) for rule in aside)
        )
    return Section(
        id="signatures",
        title=say("签署", "Signatures"),
        lead=tuple(lead),
        head=(
            say("角色", "Role"),
            say("签署人", "Signed by"),
            say("时间", "When"),
            say("所签结论摘要", "Digest signed"),
            say("效力", "Standing"),
            say("声明", "Statement"),
        ),
        rows=tuple(_signature(row, now) for row in rows),
    )


def _signature(row: SignOff, now: str) -> tuple[str, ...]:
    if row.voided_at is not None:
        state = say("已作废（{at}）", "void since {at}", at=moment(row.voided_at))
    elif row.digest == now:
        state = say("有效", "valid")
    else:
        state = say("与现在的结论不符", "does not fit the verdicts as they are now")
    title = said(roles()[row.role].title) if row.role in roles() else row.role
    return (title, str(row.person), moment(row.at), row.digest, state, row.statement or DASH)


def standing(
    rows: Sequence[ClauseAssessment],
    again: Sequence[ClauseAssessment],
    told: Mapping[str, Sequence[Told]],
) -> Section:
    """Return the clauses to be judged again with the reason, and how many were carried over."""
    carried = sum(row.carried_from_id is not None for row in rows)
    lead = say(
        "{carried} 条沿用上次的人工结论，{again} 条需重新判定。",
        "{carried} verdicts of people carried over, {again} to be judged again.",
        carried=carried,
        again=len(again),
    )
    return Section(
        id="standing",
        title=say("沿用与需重新判定", "Carried over, and to be judged again"),
        lead=(lead,),
        head=(say("条款", "Clause"), say("结论", "Verdict"), say("为何重新判定", "Why")),
        rows=tuple((_number(row), word(row.verdict), _why(row, told)) for row in again),
    )


def _why(row: ClauseAssessment, told: Mapping[str, Sequence[Told]]) -> str:
    parts = why_told((row.change or {}).get("why", []), language()) if row.stale else []
    parts += [f"{said(it.title)}{say('：', ': ')}{said(it.words)}" for it in told[row.clause]]
    fallback = say("所据的记录已变", "the records under it changed")
    return say("；", "; ").join(parts) or fallback


def overridden(rows: Sequence[ClauseAssessment]) -> Section:
    """Return where people decided otherwise than the machine: both verdicts, who, when, why."""
    found = [
        row
        for row in rows
        if row.person_verdict and row.machine_verdict not in ("", row.person_verdict)
    ]
    return Section(
        id="overridden",
        title=say("人工改判", "Where people decided otherwise than the machine"),
        lead=(say("共 {n} 条，两个结论都保留。", "{n} clauses; both are kept.", n=len(found)),),
        head=(
            say("条款", "Clause"),
            say("机器结论", "Machine"),
            say("人工结论", "Person"),
            say("判定人", "Decided by"),
            say("时间", "When"),
            say("理由", "Reason"),
        ),
        rows=tuple(
            (
                _number(row),
                word(row.machine_verdict),
                word(row.person_verdict),
                str(row.decided_by or DASH),
                moment(row.decided_at),
                row.person_reason or DASH,
            )
            for row in found
        ),
    )


def evidence(viewer: Viewer, assessment: Assessment, rows: Sequence[ClauseAssessment]) -> Section:
    """Return the evidence that people linked, as far as the viewer may see it."""
    linked = linked_items(assessment, [row.clause for row in rows])
    numbers = {row.clause: _number(row) for row in rows}
    clauses: dict[Any, list[str]] = defaultdict(list)
    items: dict[Any, Item] = {}
    for clause, found in linked.items():
        for item in found:
            items[item.pk] = item
            clauses[item.pk].append(clause)
    seen = set(items)
    if items and not viewer.may_everywhere(VIEW):
        allowed = Item.objects.filter(visible(viewer), pk__in=list(items))
        seen = set(allowed.values_list("pk", flat=True)) if viewer.may(VIEW) else set()
    hidden = len(items) - len(seen)
    lead = say("{n} 份。", "{n} items.", n=len(seen))
    if hidden:
        lead += say("另有 {n} 份你看不到。", " {n} items not visible to you.", n=hidden)
    return Section(
        id="linked-evidence",
        title=say("人工关联的证据", "Evidence that people linked"),
        lead=(lead,),
        head=(
            say("证据", "Evidence"),
            say("文件版本", "File version"),
            "SHA-256",
            say("期间", "Period"),
            say("效力", "Standing"),
            say("条款", "Clauses"),
        ),
        rows=tuple(
            _item(assessment, items[key], clauses[key], numbers)
            for key in sorted(seen, key=lambda key: items[key].title)
        ),
    )


def _item(
    assessment: Assessment, item: Item, clauses: list[str], numbers: Mapping[str, str]
) -> tuple[str, ...]:
    day, rules = max(assessment.as_of, today()), rules_for(assessment)
    codes = dict.fromkeys(c for name in clauses for c in codes_of(item, day, rules, name))
    period = " – ".join(str(d) for d in (item.period_from, item.period_to) if d) or DASH
    if item.valid_until:
        until = say("有效至 {day}", "valid until {day}", day=item.valid_until)
        period = f"{period} · {until}"
    counts = say("；", "; ").join(said(WORDS[code]) for code in codes)
    return (
        item.title,
        str(item.current.number) if item.current else DASH,
        item.current.sha256 if item.current else DASH,
        period,
        say("不计入：", "does not count: ") + counts if counts else say("有效", "counts"),
        say("、", ", ").join(numbers[name] for name in clauses),
    )


def blocking(viewer: Viewer, assessment: Assessment) -> Section:
    """Return the top gaps: what each blocks, how much it weighs, effort, what mends it."""
    found = gaps(viewer=viewer, assessment=assessment)
    return Section(
        id="gaps",
        title=say("主要差距", "Top gaps"),
        lead=(
            say(
                "{n} 条未满足或未定，占适用条款权重的 {open}/{weight}。",
                "{n} clauses are not met or undetermined: {open} of {weight} of the weight.",
                n=found.total,
                open=found.open_weight,
                weight=found.weight,
            ),
            say("工作量：{words}。", "Effort: {words}.", words=found.effort.words),
        ),
        head=(
            say("条款", "Clause"),
            say("结论", "Verdict"),
            say("影响的门槛", "Gates affected"),
            say("权重占比", "Share of weight"),
            say("工作量（人日）", "Effort (person-days)"),
            say("怎么补", "What mends it"),
        ),
        rows=tuple(
            (
                _number(gap.clause),
                word(gap.clause.verdict),
                gap.blocks or DASH,
                f"{gap.share}%",
                gap.effort,
                gap.mend or DASH,
            )
            for gap in found.rows
        ),
    )


def word(verdict: str) -> str:
    """Return a verdict in words."""
    row = VERDICTS.get(verdict)
    return say(row.zh, row.en) if row else DASH


def moment(at: Any) -> str:
    """Return a time of the place, with its offset."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M %z") if at else DASH


def _number(row: ClauseAssessment) -> str:
    return str(row.row.number or row.clause)
