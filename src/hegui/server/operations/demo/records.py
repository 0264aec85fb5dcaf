"""Records of the demonstration, made through the services of each app from the example."""

import datetime as dt
from itertools import cycle
from typing import Any

from hegui.common.dates import today
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import viewer_for
from hegui.server.operations.demo.example import judged_on
from hegui.server.operations.demo.measures import MEASURES
from hegui.server.operations.demo.people import Cast

OWNERS = ("lin", "he", "luo", "qiao", "tang", "fu")
OBLIGATIONS = 30
STAGE = "operation"
CARD = {
    "task": "对话与文字、图片、音频、视频生成",
    "inputs": "文字",
    "outputs": "文字、图片、音频、视频",
    "uses": "面向公众的通用助手",
    "limitations": "会编造事实；医疗、法律、金融内容须人工核对。",
}
MET = "已纳入管理制度汇编，按季度检查执行情况。"
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
            stage=STAGE,
            card=CARD if row["kind"] == "model" else {},
        )
        if "version" in row:
            version_add(acting_user=cast.viewer, subject=subject, label=row["version"])


def obligations_make(cast: Cast) -> None:
    """Give obligations owners, and to every second a word on how it is met.

    These are the first of the list and those that a control answers.
    """
    from hegui.server.obligations.services import entry_change

    names = sorted(catalogue().obligations)[:OBLIGATIONS]
    answered = (name for row in MEASURES for name in row.obligations)
    for number, name in enumerate(dict.fromkeys([*names, *answered])):
        changes: dict[str, Any] = {
            "owner": cast.people[OWNERS[number % len(OWNERS)]],
            "review_on": today() + dt.timedelta(days=30 * (number % 6) - 20),
        }
        if number % 2:
            changes["how_met"] = MET
        entry_change(acting_user=cast.viewer, obligation=name, changes=changes)


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
            backdated=True,
        )
