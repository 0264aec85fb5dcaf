"""Words that are the same on every page."""

from typing import NamedTuple

from hegui.server.pages.language import say_lazy


class VerdictWords(NamedTuple):
    """A verdict's name in both languages and its icon."""

    zh: str
    en: str
    icon: str


VERDICTS = {
    "conforms": VerdictWords("符合", "conforms", "circle-check"),
    "partly": VerdictWords("部分符合", "partly", "circle-half"),
    "does_not_conform": VerdictWords("不符合", "does not conform", "circle-cross"),
    "not_applicable": VerdictWords("不适用", "not applicable", "circle-dash"),
    "undetermined": VerdictWords("未定", "undetermined", "circle-question"),
}
"""In the order in which pages show them."""

CONTROL_STATES = {
    "planned": say_lazy("计划中", "planned"),
    "active": say_lazy("运行中", "active"),
    "retired": say_lazy("已停用", "retired"),
}
