"""Doing one thing to many files: in several processes, with progress, none stopping the others."""

import functools
import os.path
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import click

from hegui.cli.options import progress_option
from hegui.common.errors import HeguiError
from hegui.common.files import why
from hegui.common.text import Lang, Text

F = TypeVar("F", bound=Callable[..., Any])
Row = dict[str, Any]
Work = Callable[[Path], Row]
UNIT = Text("个文件", "files")
CANNOT_OPEN = Text("无法打开（{why}）", "it cannot be opened ({why})")
FEW = 16
"""Files below this number are not worth other processes."""


def many_options(function: F) -> F:
    """Add `--jobs`, `--progress` and `--csv`."""
    function = click.option(
        "--csv", "csv_file", type=click.Path(path_type=Path), help="另写一份 CSV Write a table too."
    )(function)
    function = progress_option(function)
    return click.option(
        "--jobs",
        type=click.IntRange(1, 64),
        default=1,
        show_default=True,
        help="同时处理的进程数 Processes that work side by side.",
    )(function)


def each(paths: list[Path], work: Work, *, jobs: int, progress: str, lang: Lang) -> list[Row]:
    """Return one row per file in order; what goes wrong with a file becomes its row."""
    from hegui.cli.corpus.counting import counting

    rows: list[Row] = []
    with counting(progress, lang, UNIT) as told:
        for row in _results(paths, functools.partial(_guarded, work, lang), jobs):
            rows.append(row)
            told(len(rows))
    return rows


def _results(paths: list[Path], work: Callable[[Path], Row], jobs: int) -> Iterator[Row]:
    if jobs == 1 or len(paths) < FEW:
        yield from map(work, paths)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(work, paths, chunksize=max(1, min(64, len(paths) // (4 * jobs))))


def _guarded(work: Work, lang: Lang, path: Path) -> Row:
    try:
        return {"file": str(path), **work(path)}
    except HeguiError as error:
        return {"file": str(path), "error": error.as_dict(lang)}
    except OSError as error:
        message = CANNOT_OPEN.in_(lang, why=why(error))
        return {"file": str(path), "error": {"code": "file", "message": message, "data": {}}}


def common_folder(paths: list[Path]) -> Path:
    """Return the folder that all files are in; below `--out` they keep their places in it."""
    return Path(os.path.commonpath([path.absolute().parent for path in paths]))


def plain(text: str) -> str:
    """Return text on one line for a terminal: what would steer it is escaped."""
    from hegui.cli.ending import harmless

    return harmless(text).replace("\n", "\\n")


def error_line(row: Row) -> str:
    """Return the line of a file with which something went wrong."""
    return plain(f"! {row['file']}: {row['error']['message']}")


def write_csv(path: Path, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a table that spreadsheets open with its Chinese right; formulas are defused."""
    import csv
    import io

    from hegui.common.files import write_atomic

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_harmless(str(cell)) for cell in row] for row in rows)
    write_atomic(path, out.getvalue().encode("utf-8-sig", "backslashreplace"))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
