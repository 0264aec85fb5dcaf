"""Words of the register, in both languages."""

from typing import NamedTuple

from hegui.server.pages.language import say_lazy


class StateWords(NamedTuple):
    """A state's name in both languages, its icon and the class of its badge."""

    title: str
    icon: str
    badge: str


STATES = {
    "applies": StateWords(say_lazy("适用", "applies"), "circle-check", "state-applies"),
    "undetermined": StateWords(
        say_lazy("未定", "undetermined"), "circle-question", "state-undetermined"
    ),
    "does_not_apply": StateWords(
        say_lazy("不适用", "does not apply"), "circle-dash", "state-does-not-apply"
    ),
}
STATUSES = {
    "open": say_lazy("未开始", "open"),
    "in_progress": say_lazy("进行中", "in progress"),
    "met": say_lazy("已落实", "met"),
    "not_met": say_lazy("未落实", "not met"),
}
FIELDS = {
    "owner": say_lazy("责任人", "Owner"),
    "how_met": say_lazy("如何落实", "How it is met"),
    "status": say_lazy("落实状态", "Status"),
    "review_on": say_lazy("下次评审", "Next review"),
    "note": say_lazy("备注", "Note"),
}
EVENTS = {
    "changed": say_lazy("修改", "Changed"),
    "undone": say_lazy("撤销", "Undone"),
    "decided": say_lazy("人工判断", "Decided by a person"),
    "withdrawn": say_lazy("撤回判断", "Decision withdrawn"),
}
