"""Errors of the engine that stop a whole run; what stops one job becomes its result."""

from hegui.common.errors import HeguiError
from hegui.common.text import Text


class CancelledRunError(HeguiError):
    """The user asked to stop (Ctrl-C); results that were finished are kept."""

    code = "cancelled"
    text = Text(
        "已按要求停止：{done} / {total} 项检查已完成，其结果保留在“{out}”。",
        "Stopped on request: {done} of {total} check runs are done; their results stay in “{out}”.",
    )


class BadOutcomeError(HeguiError):
    """A check returned something that its declaration does not allow."""

    code = "bad_outcome"
    text = Text(
        "检查“{id}”的返回值不合约定：{what}。请向检查的作者报告。",
        "Check “{id}” broke its contract: {what}. Please report this to its author.",
    )


class UnknownSubjectError(HeguiError):
    """A job speaks of a subject that the project file does not declare."""

    code = "unknown_subject"
    text = Text(
        "目标“{target}”指向的对象“{subject}”没有在项目文件中声明。",
        "Target “{target}” speaks of subject “{subject}”, which the project file does not declare.",
    )


class NotRunError(HeguiError):
    """What a check needs is not declared; its result is *not run*. Checks raise subclasses."""

    code = "not_run"
    text = Text(
        "检查缺少所需的输入：{what}。请在项目文件中补充后再运行。",
        "The check lacks what it needs: {what}. Add it to the project file and run again.",
    )
