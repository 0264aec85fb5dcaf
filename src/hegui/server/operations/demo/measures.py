"""Controls of the demonstration, and its evidence linked to what it shows."""

import datetime as dt
from typing import Any, NamedTuple

from hegui.common.dates import today
from hegui.server.core.rules import catalogue
from hegui.server.operations.demo.example import folder
from hegui.server.operations.demo.people import Cast
from hegui.server.operations.demo.register import subjects_of

CLAUSES_EACH = 3
OFFICER = "lin"
"""Who may approve evidence in the demonstration; what others approved stays unapproved here."""


class Measure(NamedTuple):
    """A control: its owner, how often, what it answers, and the types of its evidence."""

    title: str
    owner: str
    frequency: str
    obligations: tuple[str, ...]
    clauses: tuple[str, ...]
    evidence: tuple[str, ...]
    description: str


MEASURES = (
    Measure(
        "训练语料来源登记与抽检",
        "gao",
        "每批语料",
        ("GAI-07-1", "GAI-07-4", "DS-14-1"),
        ("D-01", "D-10"),
        ("EV-SRC", "EV-CLN"),
        "逐个来源登记许可或采集依据，入库前抽检，不合格的来源整体退回。",
    ),
    Measure(
        "生成内容显式与隐式标识",
        "he",
        "每次发布",
        ("GAI-12", "DS-16", "LAB-05-1"),
        ("S-04", "S-05"),
        ("EV-LBL",),
        "发布前用各模态样本核对标识，缺标识不得上线。",
    ),
    Measure(
        "关键词库与拒答题库更新",
        "he",
        "每月",
        ("GAI-04-1", "ALG-09-1", "DS-10-2"),
        ("M-18", "M-06"),
        ("EV-CHG",),
        "按月更新词库和题库，更新前后各测一次拒答与误拒。",
    ),
    Measure(
        "投诉举报限时处理",
        "tang",
        "每日",
        ("GAI-15", "CSL-51-1", "DS-12"),
        ("S-08",),
        ("EV-CMP", "EV-PUB"),
        "入口公开，逐件编号，到期前两日提醒处理人。",
    ),
    Measure(
        "网络日志留存六个月",
        "qiao",
        "每日",
        ("CSL-23-3", "ALG-28-2"),
        ("S-14", "SEC-06"),
        ("EV-LOG",),
        "留存天数按配置核对，每日看有无断档。",
    ),
    Measure(
        "个人信息保护影响评估",
        "luo",
        "每年及变更前",
        ("PIPL-55", "PIPL-56"),
        ("P-06",),
        ("EV-PIA",),
        "处理目的或方式变更前先评估，报告存三年以上。",
    ),
    Measure(
        "供应商合同与委托处理审查",
        "fu",
        "签约与续约",
        ("PIPL-21-1", "NDSR-12-1"),
        ("V-01", "V-03", "P-08"),
        ("EV-CON",),
        "合同写明目的、期限、方式与保护措施，续约前复核履行情况。",
    ),
)


def controls_make(cast: Cast) -> None:
    """Make the controls with the obligations and clauses that they answer."""
    from hegui.server.controls.services import control_create

    for number, row in enumerate(MEASURES):
        control_create(
            acting_user=cast.viewer,
            title=row.title,
            description=row.description,
            owner=cast.people[row.owner],
            frequency=row.frequency,
            review_on=today() + dt.timedelta(days=20 * number),
            obligations=row.obligations,
            clauses=row.clauses,
        )


def evidence_make(cast: Cast) -> None:
    """Hand in the documents of the example that come as files, linked to what they show."""
    from hegui.server.evidence.services import item_approve, item_create, keep

    subjects, controls = subjects_of(cast), controls_of(cast)
    for row in cast.declared["documents"]:
        path = folder() / row["file"]
        if not path.is_file():
            continue
        approvers = approvers_of(row)
        about, version = next(iter(row.get("covers", {}).items()), ("", ""))
        with path.open("rb") as file:
            kept = keep(file, path.name)
        item = item_create(
            acting_user=cast.viewer,
            kept=kept,
            links=shown_by(row["type"], controls),
            title=row["title"],
            type=row["type"],
            owner=cast.people[(approvers or [OFFICER])[0]],
            subject=subjects.get(about),
            subject_digest=version,
            period_from=row["date"],
            valid_until=row.get("valid_until"),
        )
        if OFFICER in approvers:
            item_approve(acting_user=cast.viewer, item=item)


def approvers_of(document: dict[str, Any]) -> list[str]:
    """Return who approved a document of the example: nobody, one person or several."""
    found = document.get("approved_by", [])
    return [found] if isinstance(found, str) else list(found)


def shown_by(kind: str, controls: dict[str, str]) -> list[tuple[str, str]]:
    """Return what evidence of a type is linked to: clauses that ask for it, controls, obligations."""
    found = [("clause", name) for name in clauses_asking(kind)[:CLAUSES_EACH]]
    for row in MEASURES:
        if kind in row.evidence:
            found.append(("control", controls[row.title]))
            found += [("obligation", name) for name in row.obligations]
    return found


def clauses_asking(kind: str) -> list[str]:
    """Return the clauses with a condition that evidence of a type can meet."""
    return [
        criterion.id
        for criterion in catalogue().criteria.values()
        if any(kind in condition.evidence for condition in criterion.conditions)
    ]


def controls_of(cast: Cast) -> dict[str, str]:
    """Return the ids of the controls by their titles."""
    from hegui.server.controls.models import Control

    rows = Control.objects.filter(organisation=cast.organisation)
    return {row.title: str(row.pk) for row in rows}
