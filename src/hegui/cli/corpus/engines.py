"""The options that say who does the shards, and the progress they show: for every stage."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from hegui.cli.going_on import resumable
from hegui.cli.options import progress_option
from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text

F = TypeVar("F", bound=Callable[..., Any])


class AddressError(WrongUseError):
    """An address is given to an engine that has none."""

    code = "corpus_address"
    text = Text(
        "--address 只用于 --engine ray；请加上 --engine ray 或去掉 --address。",
        "--address belongs to --engine ray; add --engine ray or leave --address out.",
    )


OPTIONS = (
    click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        show_default=True,
        help="本机进程或 Ray 任务 Processes here, or tasks of Ray.",
    ),
    click.option("--address", default="", help="Ray 集群地址 Ray cluster (default: started here)."),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=None,
        help="同时处理的分片数 Shards at a time (default: one a processor).",
    ),
    click.option("--resume", is_flag=True, help="接着做，已完成的分片跳过 Keep finished shards."),
    progress_option,
)


class RunStoppedError(HeguiError):
    """A run that can go on was stopped by the user."""

    code = "corpus_stopped"
    text = Text(
        "已按要求停止；已完成的部分留在“{path}”。用同一命令加 --resume 接着做。",
        "Stopped on request; what is finished is kept in “{path}”. Go on with the same command and "
        "--resume.",
    )


def begun(asked: dict[str, Any]) -> Path | None:
    """Return the folder of a run over shards, None where no plan stands there yet."""
    from hegui.checks.corpus.shards.plan import plan_head

    return None if plan_head(asked["out"]) is None else asked["out"]


def engine_options(function: F) -> F:
    """Add `--engine`, `--address`, `--jobs`, `--resume` and `--progress`."""
    function = resumable(begun, RunStoppedError)(function)
    for option in reversed(OPTIONS):
        function = option(function)
    return function


def engine_of(asked: dict[str, Any]) -> Any:
    """Return the engine that the options name."""
    if asked["engine"] == "ray":
        from hegui.checks.corpus.shards.cluster import RayEngine

        return RayEngine(asked["address"], asked["jobs"])
    if asked["address"]:
        raise AddressError
    from hegui.checks.corpus.shards.local import LocalEngine

    return LocalEngine(asked["jobs"] or os.cpu_count() or 1)
