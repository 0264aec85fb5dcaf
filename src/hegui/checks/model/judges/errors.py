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


class NoLabelsError(WrongUseError):
    """A sheet of labels in which nobody has filled in a verdict."""

    code = "no_labels"
    text = Text(
        "标注表“{path}”的“结论”一列还是空的，没有可用来校准的标注；请由人填好后再运行。",
        "The column 结论 (verdict) of the sheet “{path}” is empty, so there are no labels to calibrate by; "
        "have people fill it in and run again.",
    )
