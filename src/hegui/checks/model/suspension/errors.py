"""Errors of the test of suspension."""

from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.engine.errors import NotRunError
from hegui.engine.tables import TableError


class BadSuspensionError(WrongUseError):
    """The parameters of the test do not go together."""

    code = "bad_suspension_test"
    text = Text(
        "service.suspension 的参数不可用：{what_zh}。请按说明修改项目文件。",
        "The parameters of service.suspension cannot be used: {what_en}. Mend the project file as documented.",
    )


class NoControlError(NotRunError):
    """The control account was refused service too, or could not be asked."""

    code = "suspension_no_control"
    text = Text(
        "对照账号只输入无害问题，却没有一直得到服务（{why_zh}），暂停的迹象因此说明不了什么，没有计数。"
        "请核对 suspended 的写法和对照账号，换未用过的账号后重新运行。",
        "The control account entered innocent questions only and was not served throughout ({why_en}), so "
        "the sign of suspension means nothing and nothing was counted. Check suspended and the control "
        "account, and run again with fresh accounts.",
    )


class CapTooLowError(NotRunError):
    """A cap of the endpoint was reached before the control account was through."""

    code = "suspension_cap"
    text = Text(
        "{why_zh}，对照账号的无害问题还没有问完，暂停没有测试，也没有计数。请提高接口的上限后重新运行，账号要未用过的。",
        "{why_en} before the innocent questions of the control account were all asked, so suspension was "
        "not tested and nothing was counted. Raise the cap of the endpoint and run again with fresh accounts.",
    )


class BadTrialsError(TableError):
    """A table of recorded trials has rows that cannot be used."""

    code = "bad_suspension_trials"
    text = TableError.text._replace(
        zh="试验记录“{path}”第 {line} 行：{what_zh}（共 {problems} 处问题）。",
        en="Recorded trials “{path}”, line {line}: {what_en} (problems in all: {problems}).",
    )
