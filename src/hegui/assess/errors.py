"""What stops an assessment before or while it is written."""

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text


class OutputTakenError(WrongUseError):
    """The output path holds something that is not a bundle."""

    code = "output_taken"
    text = Text(
        "“{path}”已有不属于结果包的内容（{what}），不会覆盖；请换一个 --out。",
        "“{path}” holds something that is no part of a bundle ({what}) and is left alone; choose "
        "another --out.",
    )


class OutputDoubtfulError(WrongUseError):
    """The output path holds a bundle that is damaged or has foreign files."""

    code = "output_doubtful"
    text = Text(
        "“{path}”像是结果包，但{why_zh}；确认可以整个替换时加 --force，否则请换一个 --out。",
        "“{path}” looks like a bundle, but {why_en}; add --force to replace all of it, or choose "
        "another --out.",
    )


class BundleThereError(WrongUseError):
    """The output path holds a finished bundle, which may be evidence."""

    code = "bundle_there"
    text = Text(
        "“{path}”已有完成的结果包（摘要 {digest}），不会替换；请换一个 --out，确认不再需要它时加 --force。",
        "“{path}” holds a finished bundle (digest {digest}) and is left alone; choose another --out, "
        "or add --force to replace it if it is no longer needed.",
    )


class StoppedRunError(WrongUseError):
    """The records of an unfinished run are there, and the user did not say what to do with them."""

    code = "stopped_run"
    text = Text(
        "“{path}”里有未完成的评估的记录：加 --resume 接着做；加 --fresh 重新开始，记录会另存。",
        "“{path}” holds the records of an unfinished run: add --resume to go on from them, or "
        "--fresh to start anew and keep them aside.",
    )


class OutputMeasuredError(WrongUseError):
    """The output folder holds files that the project measures."""

    code = "output_measured"
    text = Text(
        "项目声明的“{pattern}”会读到输出文件夹“{path}”里的文件；请把 --out 放到别处。",
        "“{pattern}” of the project would read files of the output folder “{path}”; put --out "
        "somewhere else.",
    )


class BusyError(HeguiError):
    """Another assessment writes to the same output."""

    code = "busy"
    text = Text(
        "另一个评估正在写“{path}”；请等它结束，或换一个 --out。",
        "Another assessment is writing “{path}”; wait for it to end or choose another --out.",
    )


class OtherRunError(WrongUseError):
    """The unfinished run was about something else."""

    code = "other_run"
    text = Text(
        "“{path}”里未完成的评估用的是另一份声明、目录或版本，不能续做；改用 --fresh 即重新开始，"
        "原有记录会另存。",
        "The unfinished run in “{path}” was about another declaration, catalogue or version and "
        "cannot be resumed; use --fresh instead to start anew, its records are kept aside.",
    )


class EvidenceChangedError(HeguiError):
    """A document changed while it was assessed."""

    code = "evidence_changed"
    text = Text(
        "文件“{path}”在评估过程中发生变化；请在文件不再改动时重新评估。",
        "The document “{path}” changed while it was assessed; assess again when nobody edits it.",
    )


class UnsoundBundleError(HeguiError):
    """The bundle just written does not verify: the disk or the program is faulty."""

    code = "unsound_bundle"
    text = Text(
        "刚写好的结果包没有通过核验（{what}），已放弃，原有结果包未动；请检查磁盘后重试，仍然如此请报告。",
        "The bundle just written does not verify ({what}) and was given up; an earlier bundle is "
        "untouched. Check the disk and try again; if it stays so, please report it.",
    )
