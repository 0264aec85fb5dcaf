"""Telling every bad row of a table on standard error before the error itself ends the command."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from hegui.common.text import Lang, Text
from hegui.engine.tables import TableError

LINE = Text("{path}:{line}：{what}", "{path}:{line}: {what}")
SHOWN = 200
MORE = Text("……其余 {count} 行见 --json", "… {count} more; --json lists them")


@contextmanager
def bad_rows_told(lang: Lang, as_json: bool) -> Iterator[None]:
    """Name the bad rows of a table that is refused; JSON holds them in the error itself."""
    try:
        yield
    except TableError as error:
        if not as_json and (len(error.rows) > 1 or error.others):
            for one in (error, *error.others):
                _tell(one, lang)
        raise


def _tell(error: TableError, lang: Lang) -> None:
    path = error.data["path"]
    if not error.rows:
        click.echo(error.message(lang), err=True)
    for row in error.rows[:SHOWN]:
        what = row.zh if lang == "zh" else row.en
        click.echo(LINE.in_(lang, path=path, line=row.line, what=what), err=True)
    if len(error.rows) > SHOWN:
        click.echo(MORE.in_(lang, count=len(error.rows) - SHOWN), err=True)
