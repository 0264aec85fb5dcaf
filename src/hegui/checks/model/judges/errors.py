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


class UnknownMeasureError(WrongUseError):
    """A judge is named for a measure that there is not."""

    code = "judge_unknown_measure"
    text = Text(
        "没有可由点名的判定者判定的测量“{measure}”；可用：{known}。写成 --judge 测量=判定者，只写判定者则判定开放题。",
        "There is no measure “{measure}” that a named judge can judge; there are: {known}. Write --judge "
        "MEASURE=NAME; a name alone judges the answers to open questions.",
    )


class TwoJudgesError(WrongUseError):
    """Two judges are named for one measure."""

    code = "two_judges"
    text = Text(
        "“{measure}”点名了两个判定者：“{one}”和“{two}”。一项测量只有一个；要几个一起判，请在 --judges 文件里定义一个 combined 判定者。",
        "Two judges are named for “{measure}”: “{one}” and “{two}”. A measure has one; to have several judge "
        "together, define a combined judge in the file of --judges.",
    )


class NothingToJudgeError(WrongUseError):
    """No question that is asked is one for a named judge."""

    code = "nothing_to_judge"
    text = Text(
        "要问的题里没有归“{measure}”的，判定者“{judge}”没有可判定的；请换题库，或改正 --judge。",
        "None of the questions to ask counts in “{measure}”, so the judge “{judge}” would have nothing to judge; "
        "choose another bank, or correct --judge.",
    )


class JudgeWithoutPriceError(WrongUseError):
    """There is a cap on costs, and what a judge costs is not known."""

    code = "judge_without_price"
    text = Text(
        "有 --max-cost，而判定者“{judge}”没有写价格，不知道花了多少，没有提问；请在 --judges 文件里写上 price_in 或 price_out（不花钱就写 0）。",
        "There is --max-cost, and the judge “{judge}” has no price, so that what is spent is not known and nothing was "
        "asked; add price_in or price_out in the file of --judges (0 where it costs nothing).",
    )
