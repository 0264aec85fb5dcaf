"""`hegui admin reindex`: the index of words, from the records."""

import sys
import time

import click

from hegui.common.errors import DONE
from hegui.common.text import Lang, Text
from hegui.server.operations.options import (
    data_option,
    json_option,
    lang_option,
    print_json,
    ready_with_data,
)

DONE_TEXT = Text(
    "检索索引已与 {records} 条记录核对：补正 {mended} 条，删去 {removed} 条没有记录的。",
    "The search index was compared with {records} records: {mended} mended, {removed} removed "
    "that had no record.",
)
PROGRESS = Text("  记录 {done}/{total}", "  records {done}/{total}")
SILENT_S = 2.0


@click.command("reindex")
@data_option
@lang_option
@json_option
def reindex_command(lang: Lang, as_json: bool) -> int:
    """重建检索索引；服务可照常使用，可随时中断再来。Rebuild the search index while it is used.

    检索找不到明明存在的记录时使用。For when search misses records that are there.
    """
    ready_with_data()
    from hegui.server.core.reindexing import reindex

    said = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said >= SILENT_S:
            said = time.monotonic()
            click.echo(PROGRESS.in_(lang, done=done, total=total), err=True)

    found = reindex(progress)
    values = {"records": found.records, "mended": found.mended, "removed": found.removed}
    if as_json:
        print_json(values)
    else:
        click.echo(DONE_TEXT.in_(lang, **values))
    sys.stdout.flush()
    return DONE
