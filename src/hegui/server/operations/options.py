"""What the commands of the server share: options, answers, and making Django ready."""

import json
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import click

from hegui.common.errors import MissingExtraError, WrongUseError
from hegui.common.text import LANGS, Text, default_lang

F = TypeVar("F", bound=Callable[..., Any])
SETTINGS_MODULE = "hegui.server.settings.django"


class NoDatabaseError(WrongUseError):
    """A command needs the data of a server, and there are none yet."""

    code = "no_database"
    text = Text(
        "数据库“{name}”是空的：请核对 --data 或 HEGUI_DATA，或先运行 hegui serve（或 hegui admin migrate）。",
        "The database “{name}” is empty: check --data or HEGUI_DATA, or run hegui serve (or hegui admin "
        "migrate) first.",
    )


PURPOSE = Text("服务器需要它", "the server needs it")


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


def use_data(_context: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    """Say in the environment where the data are, before the settings are read."""
    if value is not None:
        os.environ["HEGUI_DATA"] = str(value.expanduser().absolute())
    return value


def data_option(function: F) -> F:
    """Add `--data DIR`: the folder of the server's data."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        callback=use_data,
        expose_value=False,
        is_eager=True,
        help="数据文件夹（默认 HEGUI_DATA 或用户数据目录）Folder of the data.",
    )(function)


def print_json(value: Any) -> None:
    """Print one JSON object on standard output, in readable UTF-8."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def need_server() -> None:
    """Raise `MissingExtraError` unless the libraries of the server are installed."""
    for library in ("django", "pydantic_settings", "gunicorn", "django_tasks_db"):
        if find_spec(library) is None:
            raise MissingExtraError(library=library, purpose=PURPOSE.both(), extra="server")


def ready() -> None:
    """Make Django ready in this process."""
    need_server()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    import django

    django.setup()


def ready_with_data() -> None:
    """Make Django ready; raise `NoDatabaseError` where nobody has made the tables yet."""
    ready()
    from django.db import connection

    from hegui.server.operations.fresh import is_empty

    if is_empty():
        raise NoDatabaseError(name=connection.settings_dict["NAME"])
