"""Options that several commands share."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from hegui.common.text import LANGS, Text, default_lang

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[dt.date]):
    """A calendar day, YYYY-MM-DD."""

    name = "DATE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Parse the day or fail with a sentence."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            text = Text(
                "日期应写成 YYYY-MM-DD：{value}。", "Write the date as YYYY-MM-DD: {value}."
            )
            self.fail(text.in_(default_lang(), value=value), param, ctx)


DAY = Day()


def lang_option(function: F) -> F:
    """Add `--lang zh|en` (default: HEGUI_LANG, else zh)."""
    return click.option(
        "--lang",
        type=click.Choice(LANGS),
        default=default_lang,
        help="输出语言 Language of the output.",
    )(function)


def json_option(function: F) -> F:
    """Add `--json`: one JSON object on standard output."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        help="在标准输出打印一个 JSON 对象 Print one JSON object.",
    )(function)


def as_of_option(function: F) -> F:
    """Add `--as-of DATE` (default: the project's, else today in Asia/Shanghai)."""
    return click.option(
        "--as-of", type=DAY, default=None, help="以哪一天为准 The day to speak of (YYYY-MM-DD)."
    )(function)


def catalogue_option(function: F) -> F:
    """Add `--catalogue DIR`: add or replace rows from a folder (repeatable)."""
    return click.option(
        "--catalogue",
        "catalogue_dirs",
        type=click.Path(path_type=Path),
        multiple=True,
        help="增补或替换目录数据的文件夹 Folder that adds or replaces catalogue rows.",
    )(function)


class Progress(click.Choice[str]):
    """How progress is shown; `terminal`, the earlier word of some commands for a bar, is still taken."""

    def __init__(self) -> None:
        super().__init__(["auto", "bar", "json", "none"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word of today."""
        return super().convert("bar" if value == "terminal" else value, param, ctx)


def progress_option(function: F) -> F:
    """Add `--progress auto|bar|json|none` (default: what fits standard error)."""
    return click.option(
        "--progress",
        type=Progress(),
        default="auto",
        show_default=True,
        help="进度：进度条或 JSON 行（标准错误） A bar, or JSON lines on standard error.",
    )(function)
