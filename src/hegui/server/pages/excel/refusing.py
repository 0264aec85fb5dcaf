"""Refusing a file with problems: one error names the first; all that were kept are in its data."""

from collections.abc import Sequence
from typing import Any

from hegui.common.text import Lang
from hegui.server.core.errors import InvalidError
from hegui.server.pages.excel.model import Problem
from hegui.server.pages.language import said


class ProblemsError(InvalidError):
    """A file has problems; over the API `data.problems` is a list of them."""

    def as_dict(self, lang: Lang | None = None) -> dict[str, Any]:
        """Keep the list of problems as it is."""
        told = super().as_dict(lang)
        kept = {name: self.data[name] for name in ("problems",) if name in self.data}
        return {**told, "data": {**told["data"], **kept}}


def refused(problems: Sequence[Problem], count: int) -> ProblemsError:
    """Return the error over the problems of a file; `count` is how many there were in all."""
    first = problems[0]
    where = first.where
    return ProblemsError(
        field="file",
        what_zh=f"{where.zh}：{first.what.zh}共 {count} 处问题，什么都没有导入。",
        what_en=f"{where.en}: {first.what.en} {count} problems; nothing was imported.",
        problems=[
            {"sheet": p.sheet, "row": p.row, "column": p.column, "what": said(p.what)}
            for p in problems
        ],
    )
