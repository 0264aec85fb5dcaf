"""How a command ends: every error becomes one sentence and an exit code, never a traceback."""

import json
import os
import re
import traceback
from pathlib import Path
from typing import Any

import click

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.files import why
from hegui.common.text import LANGS, Text, default_lang

DEBUG = "HEGUI_DEBUG"
"""Set to anything, this environment variable shows the traceback of an internal error."""
STEERING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, marks that turn the direction of writing, and halves of characters."""

LONGEST = 1000
"""Characters of a line that are shown; the JSON object has all of it."""


class StoppedError(HeguiError):
    """The user stopped the command."""

    code = "stopped"
    text = Text(
        "已按要求停止；先前写好的文件未动。",
        "Stopped on request; what was written earlier is untouched.",
    )


class NoInputError(WrongUseError):
    """A question was asked and nobody is there to answer."""

    code = "no_input"
    text = Text(
        "需要回答问题，但没有可读的输入；请在终端里运行，或用选项给出答案（见 --help）。",
        "There is a question, but no input to read the answer from; run it in a terminal, or give "
        "the answers by options (see --help).",
    )


class UsageError(WrongUseError):
    """The command line cannot be understood."""

    code = "usage"
    text = Text(
        "用法不对：{what} 运行 {command} --help 查看用法。",
        "Wrong use: {what} Run {command} --help to see how it is used.",
    )


class FileTroubleError(HeguiError):
    """The system refused a file."""

    code = "file"
    text = Text(
        "无法读写“{path}”：{why}。请检查路径、权限和剩余空间后再试。",
        "“{path}” cannot be read or written: {why}. Check path, permissions and free space, then "
        "try again.",
    )


class LocaleError(HeguiError):
    """The locale cannot spell a name."""

    code = "locale"
    text = Text(
        "当前区域设置（{encoding}）无法表示“{name}”；请设置 LANG=C.UTF-8 或 PYTHONUTF8=1 后再试。",
        "The locale ({encoding}) cannot spell “{name}”; set LANG=C.UTF-8 or PYTHONUTF8=1 and try "
        "again.",
    )


class MemoryShortError(HeguiError):
    """There is not enough memory."""

    code = "memory"
    text = Text(
        "内存不足，未能完成；请关闭其他程序或用较少的 --workers 再试。",
        "There is not enough memory; close other programs or use fewer --workers and try again.",
    )


class InternalError(HeguiError):
    """Something that hegui did not foresee."""

    code = "internal"
    text = Text(
        "hegui 内部出错（{kind}，位于 {place}），未能完成；先前写好的文件未动。"
        "请报告这一行；设置 HEGUI_DEBUG=1 再运行可看到细节。",
        "hegui broke ({kind} at {place}) and could not go on; what was written earlier is "
        "untouched. Please report this line; set HEGUI_DEBUG=1 and run again for details.",
    )


def ended(argv: list[str], error: BaseException) -> int:
    """Tell the user how it ended, in the asked language, and return the exit code.

    The sentence goes to standard error and, with `--json`, as one object to standard output.
    """
    known = as_error(error)
    click.echo(harmless(known.message(default_lang())), err=True)
    if isinstance(known, InternalError) and os.environ.get(DEBUG):
        traceback.print_exception(error)
    if "--json" in argv:
        click.echo(error_json(known))
    return known.exit_code


def harmless(text: str) -> str:
    """Return the text for a terminal: what would steer it is escaped, endless lines are cut."""
    lines = [line if len(line) <= LONGEST else f"{line[:LONGEST]}…" for line in text.split("\n")]
    spelled = "\n".join(lines)
    return STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), spelled)


def error_json(error: HeguiError) -> str:
    """Return the error as one JSON object; what is not text is escaped."""
    text = json.dumps({"error": error.as_dict()}, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode()


def as_error(error: BaseException) -> HeguiError:
    """Return the error that says what happened."""
    if isinstance(error, HeguiError):
        return error
    if isinstance(error, click.Abort) and isinstance(error.__context__, EOFError):
        return NoInputError()
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return StoppedError()
    if isinstance(error, click.ClickException):
        return usage(error)
    if isinstance(error, UnicodeEncodeError):
        return LocaleError(encoding=error.encoding, name=error.object)
    if isinstance(error, OSError) and isinstance(error.filename, str | bytes | os.PathLike):
        return FileTroubleError(path=os.fsdecode(error.filename), why=why(error))
    if isinstance(error, MemoryError):
        return MemoryShortError()
    return InternalError(kind=type(error).__name__, place=place(error))


def usage(error: click.ClickException) -> UsageError:
    """Return click's complaint with the command whose help shows the usage."""
    context = getattr(error, "ctx", None)
    what = error.format_message()
    return UsageError(
        what=what if what.endswith((".", "。", "?")) else f"{what}.",
        command=context.command_path if context else "hegui",
    )


def place(error: BaseException) -> str:
    """Return the innermost file and line, without its folder."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def speak(argv: list[str]) -> None:
    """Make `--lang` the language of errors and progress too, here and in worker processes."""
    for option, value in zip(argv, [*argv[1:], ""], strict=True):
        name, _, own = option.partition("=")
        chosen: Any = own or value
        if name == "--lang" and chosen in LANGS:
            os.environ["HEGUI_LANG"] = chosen
