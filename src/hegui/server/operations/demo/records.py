"""Records of the demonstration, made through the services of each app from the example."""

import datetime as dt
from itertools import cycle
from typing import Any

from hegui.common.dates import today
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import viewer_for
from hegui.server.operations.demo.example import folder, judged_on
from hegui.server.operations.demo.people import Cast

OWNERS = ("lin", "he", "luo", "qiao", "tang", "fu")
OBLIGATIONS = 30
MET = "已纳入管理制度汇编，按季度检查执行情况。"
CONTROLS = (
    ("训练语料来源登记与抽检", "gao", "每批语料"),
    ("生成内容显式与隐式标识", "he", "每次发布"),
    ("关键词库与拒答题库更新", "he", "每月"),
    ("投诉举报限时处理", "tang", "每日"),
    ("网络日志留存六个月", "qiao", "每日"),
    ("个人信息保护影响评估", "luo", "每年及变更前"),
    ("供应方合同与委托处理审查", "fu", "签约与续约"),
)
REQUESTS = (
    ("EV-LBL", "请提供已批准的生成内容标识方案", "he", 10),
    ("EV-INC", "请更新网络安全与内容安全应急预案", "qiao", -3),
    ("EV-MCD", "请提供 1.2 版模型说明书", "xu", 21),
)


def facts_make(cast: Cast) -> None:
    """Answer the facts that the example declares."""
    from hegui.server.obligations.services import Answer, facts_answer

    answers = []
    for name, value in cast.declared["facts"].items():
        if isinstance(value, dict):
            answers.append(
                Answer(
                    fact=name,
                    value=value["value"],
                    person=cast.people[value["by"]],
                    judged_on=judged_on(value),
                    reason=value["reason"],
                )
            )
        else:
            answers.append(Answer(fact=name, value=value))
    facts_answer(acting_user=cast.viewer, answers=answers)


def subjects_make(cast: Cast) -> None:
    """Enter the subjects with their versions."""
    from hegui.server.inventory.services import subject_create, version_add

    owners = cycle((cast.people["xu"], cast.people["gao"]))
    for row in cast.declared["subjects"]:
        subject = subject_create(
            acting_user=cast.viewer,
            type=row["kind"],
            key=row["id"],
            name=row["name"],
            name_en=row.get("name_en", ""),
            owner=next(owners),
        )
        if "version" in row:
            version_add(acting_user=cast.viewer, subject=subject, label=row["version"])


def obligations_make(cast: Cast) -> None:
    """Give the first obligations owners, and to every second a word on how it is met."""
    from hegui.server.obligations.services import entry_change

    for number, name in enumerate(sorted(catalogue().obligations)[:OBLIGATIONS]):
        changes: dict[str, Any] = {
            "owner": cast.people[OWNERS[number % len(OWNERS)]],
            "review_on": today() + dt.timedelta(days=30 * (number % 6) - 20),
        }
        if number % 2:
            changes["how_met"] = MET
        entry_change(acting_user=cast.viewer, obligation=name, changes=changes)


def controls_make(cast: Cast) -> None:
    """Make the controls."""
    from hegui.server.controls.services import control_create

    for number, (title, owner, frequency) in enumerate(CONTROLS):
        control_create(
            acting_user=cast.viewer,
            title=title,
            owner=cast.people[owner],
            frequency=frequency,
            review_on=today() + dt.timedelta(days=20 * number),
        )


def evidence_make(cast: Cast) -> None:
    """Hand in the documents of the example that come as files, by the people who approved them."""
    from hegui.server.evidence.services import item_create, keep
    from hegui.server.inventory.models import Subject

    subjects = {row.key: row for row in Subject.objects.filter(organisation=cast.organisation)}
    for row in cast.declared["documents"]:
        path = folder() / row["file"]
        if not path.is_file():
            continue
        approver = row.get("approved_by", "lin")
        owner = cast.people[approver if isinstance(approver, str) else approver[0]]
        about, version = next(iter(row.get("covers", {}).items()), ("", ""))
        with path.open("rb") as file:
            kept = keep(file, path.name)
        item_create(
            acting_user=cast.viewer,
            kept=kept,
            title=row["title"],
            type=row["type"],
            owner=owner,
            subject=subjects.get(about),
            subject_digest=version,
            period_from=row["date"],
            valid_until=row.get("valid_until"),
        )


def requests_make(cast: Cast) -> None:
    """Ask people for evidence: one is due, one overdue."""
    from hegui.server.evidence.services import request_create

    viewer = viewer_for(cast.people["lin"], cast.organisation)
    for kind, title, person, days in REQUESTS:
        request_create(
            acting_user=viewer,
            type=kind,
            title=title,
            asked_of=cast.people[person],
            due_on=today() + dt.timedelta(days=days),
        )
