"""Errors of runs."""

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text


class TargetRefusedError(WrongUseError):
    """A target or project is not written as it must be; `field` says where."""

    code = "target_refused"
    http_status = 422
    text = Text("“{field}”不能这样填：{what_zh}", "“{field}” is not valid: {what_en}")


class FolderRefusedError(WrongUseError):
    """A folder does not lie below one that the operator allowed."""

    code = "folder_refused"
    http_status = 422
    text = Text(
        "不能读取文件夹“{folder}”：{why_zh}。请管理员在 HEGUI_TARGET_FOLDERS 中列出它的上级文件夹。",
        "The folder “{folder}” may not be read: {why_en}. The operator lists a folder above it in "
        "HEGUI_TARGET_FOLDERS.",
    )


class RunStateError(WrongUseError):
    """A run is not in a state in which this can be done."""

    code = "run_state"
    http_status = 409
    text = Text(
        "这次运行处于“{state_zh}”状态，不能{what_zh}。请刷新页面看现在的状态。",
        "This run is {state_en}: it cannot be {what_en}. Reload the page to see where it stands.",
    )


class NoBundleError(WrongUseError):
    """A run has no bundle (yet)."""

    code = "no_bundle"
    http_status = 409
    text = Text(
        "这次运行没有结果包（{title}）。等它完成，或另选一次运行。",
        "This run has no bundle ({title}). Wait until it is done or choose another run.",
    )


class ViewFailedError(HeguiError):
    """What pages show could not be taken out of a bundle."""

    code = "view_failed"
    text = Text(
        "无法从结果包 {digest} 中读取要显示的内容：{why}。请下载结果包后用 hegui verify 核验。",
        "What this page shows could not be read from bundle {digest}: {why}. Download the bundle "
        "and check it with hegui verify.",
    )


class CronRefusedError(WrongUseError):
    """A time of a schedule cannot be read."""

    code = "cron_refused"
    http_status = 422
    text = Text(
        "看不懂时间“{cron}”：请写 daily、weekly、monthly，或 crontab 的五个字段（如 30 2 * * 1）。",
        "The time “{cron}” cannot be read: write daily, weekly, monthly or the five fields of "
        "crontab, such as 30 2 * * 1.",
    )


class PlanRefusedError(WrongUseError):
    """The declaration of a run is not right; nothing can be planned."""

    code = "plan_refused"
    http_status = 422
    text = Text("现在还不能运行：{what_zh}", "This cannot run yet: {what_en}")
