"""What a row rested on when it was exported: an old file does not undo newer edits unseen."""

import re
from typing import Any

from django import forms

from hegui.common.text import Text
from hegui.server.pages.excel.model import Column
from hegui.server.pages.language import say_lazy

FORM = re.compile(r"v\d{1,9}(\.\d{1,9})?")


def _fits(value: str) -> Text | None:
    if FORM.fullmatch(value):
        return None
    return Text("应为导出时写下的版次，如 v3。", "must be what the export wrote, such as v3.")


SEEN = Column(
    "seen",
    Text("导出时版次（勿改）", "Version when exported (keep)"),
    max_length=24,
    check=_fits,
)
"""The column of the version. A file without it, and a row without a value, are not compared."""


def seen_as(*versions: int) -> str:
    """Return what stands in the column for a record of these versions."""
    return "v" + ".".join(str(version) for version in versions)


def moved_since(values: dict[str, Any], now: str) -> Text | None:
    """Return why a row rests on something older than what is kept now, or None."""
    seen = values.get(SEEN.name, "")
    if not seen or seen == now:
        return None
    return Text(
        f"导出后这条记录又被改过（导出时 {seen}，现在 {now}）；请重新导出再改，或选择“覆盖”。",
        f"the record was changed after the export ({seen} then, {now} now); export again, or choose "
        "to overwrite.",
    )


def overwrite_field() -> forms.BooleanField:
    """Return the field that says that newer edits are to be overwritten."""
    return forms.BooleanField(
        label=say_lazy("覆盖导出后的修改", "Overwrite what was changed after the export"),
        required=False,
        help_text=say_lazy(
            "不勾选时，导出后又被别人改过的行会逐条列出，什么都不导入。",
            "Unless ticked, rows that somebody changed after the export are listed, and nothing is "
            "imported.",
        ),
    )
