"""Errors of assessments."""

from typing import Any

from hegui.common.errors import WrongUseError
from hegui.common.text import Text

NAMED = 10
"""So many clauses a message names."""


class ClauseSetError(WrongUseError):
    """A clause set could not be imported; `problems` names every row that does not fit."""

    code = "clause_set_import"
    http_status = 422
    text = Text(
        "条款集没有导入，一行也没有写入。共 {count} 处问题，第一处：{first_zh}",
        "The clause set was not imported, not one row of it. {count} problems; the first: {first_en}",
    )

    def __init__(self, problems: list[dict[str, Any]], count: int | None = None) -> None:
        first = problems[0]
        super().__init__(
            count=count or len(problems),
            first_zh=first["what_zh"],
            first_en=first["what_en"],
            problems=problems,
        )


class AssessmentClosedError(WrongUseError):
    """A closed assessment is kept as it is."""

    code = "assessment_closed"
    http_status = 409
    text = Text(
        "评估“{title}”已关闭，不能再修改。需要更新时，请从它发起复评。",
        "The assessment “{title}” is closed and stays as it is. Start a re-assessment from it to go on.",
    )


class SigningError(WrongUseError):
    """This person cannot sign this assessment in this role now."""

    code = "assessment_signing"
    http_status = 409
    text = Text("不能签署：{what_zh}", "It cannot be signed: {what_en}")


class ClausesChangedError(WrongUseError):
    """Somebody judged or assigned some of the chosen clauses in the meantime; nothing was done."""

    code = "clauses_changed"
    http_status = 409
    text = Text(
        "在你选择之后，这些条款已被他人修改：{clauses_zh}。一条也没有写入；你填的内容还在，请看过现在的"
        "结论后再执行。",
        "Somebody changed these clauses after you chose them: {clauses_en}. Nothing was written; what "
        "you typed is still here. Look at the verdicts as they are now, then do it again.",
    )

    def __init__(self, clauses: list[str]) -> None:
        named, more = clauses[:NAMED], len(clauses) - NAMED
        zh, en = "、".join(named), ", ".join(named)
        super().__init__(
            clauses_zh=f"{zh} 等 {len(clauses)} 条" if more > 0 else zh,
            clauses_en=f"{en} and {more} more" if more > 0 else en,
            clauses=clauses,
        )


class ReasonNeededError(WrongUseError):
    """A verdict that differs from the machine's needs a reason."""

    code = "reason_needed"
    http_status = 422
    text = Text(
        "结论与机器判定（{machine_zh}）不同，请写明理由；两个结论都会保留。",
        "Your verdict differs from the machine's ({machine_en}): give a reason. Both are kept.",
    )
