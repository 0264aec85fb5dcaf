"""The options that say who does the shards, and the progress they show: for every stage."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from hegui.cli.options import progress_option
from hegui.common.errors import WrongUseError
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


def engine_options(function: F) -> F:
    """Add `--engine`, `--address`, `--jobs`, `--resume` and `--progress`."""
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
