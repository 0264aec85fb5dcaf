"""Errors of judges."""

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text


class UnknownJudgeError(WrongUseError):
    """There is no such judge."""

    code = "unknown_judge"
    text = Text(
        "没有名为“{id}”的判定者；已知：{known}。用 --judges 给出定义它的文件。",
        "There is no judge “{id}”; known are: {known}. Give the file that defines it with --judges.",
    )


class BadJudgesError(WrongUseError):
    """A definition of judges cannot be used."""

    code = "bad_judges"
    text = Text(
        "“{file}”中的判定者定义不能用：{why}。请更正后重新运行。",
        "The judges in “{file}” cannot be used: {why}. Correct the definition and run again.",
    )


class BrokenJudgeError(HeguiError):
    """A plug-in judge cannot be loaded."""

    code = "broken_judge"
    text = Text(
        "判定插件“{plugin}”无法使用：{why}。请修复或卸载它。",
        "The judge plug-in “{plugin}” cannot be used: {why}. Repair or uninstall it.",
    )
