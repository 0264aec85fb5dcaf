"""How a long command that can go on ends early: it says where what it has is kept, and how to go on."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from hegui.common.errors import HeguiError
from hegui.common.files import OutputError
from hegui.common.text import Text

F = TypeVar("F", bound=Callable[..., Any])
Begun = Callable[[dict[str, Any]], Path | None]
"""Tells from the options of a command the folder in which it can go on; None where nothing is begun."""


class RunOutputError(OutputError):
    """A run that can go on ended because a file of its output could not be written."""

    text = Text(
        "无法写入“{path}”：{why}。请{advice_zh}，再用同一命令加 --resume 接着做。",
        "“{path}” cannot be written: {why}. {advice_en}; go on with the same command and --resume.",
    )


class AskingStoppedError(HeguiError):
    """Asking was stopped by the user or by the system; the journal has every answer so far."""

    code = "model_stopped"
    text = Text(
        "已按要求停止；已有的回答留在“{path}”的日志里。用同一命令加 --resume 接着问，已答的不再问。",
        "Stopped on request; the answers so far are kept in the journal in “{path}”. Go on with the same "
        "command and --resume: what was answered is not asked again.",
    )


class JudgingStoppedError(HeguiError):
    """Judging was stopped by the user or by the system; the journals of judges have what they said."""

    code = "judging_stopped"
    text = Text(
        "已按要求停止；判定者已说的留在“{path}”的日志里。再运行同一命令就接着判，已判的不再问。",
        "Stopped on request; what the judges said is kept in journals in “{path}”. Run the same command again "
        "to go on: what was judged is not asked again.",
    )


def resumable(begun: Begun, stopped: type[HeguiError]) -> Callable[[F], F]:
    """Let what ends a begun run early (Ctrl-C, SIGTERM, a full disk) say how to go on.

    `stopped` takes the folder as `path`.
    """

    def wrapped(function: F) -> F:
        @wraps(function)
        def told(*args: Any, **asked: Any) -> Any:
            try:
                return function(*args, **asked)
            except KeyboardInterrupt as error:
                if (folder := begun(asked)) is None:
                    raise
                raise stopped(path=folder) from error
            except OutputError as error:
                if begun(asked) is None:
                    raise
                raise RunOutputError(path=error.data["path"], why=error.data["why"]) from error

        return cast(F, told)

    return wrapped


def with_journal(asked: dict[str, Any]) -> Path | None:
    """Return the folder at `--out` where it has a journal, of questions or of a judge."""
    out: Path | None = asked["out"]
    if out is None:
        return None
    kept = (out / "journal.jsonl").exists() or any(out.glob("judge-*.jsonl"))
    return out if kept else None
