"""What can be wrong with catalogue data, and where: file, line, row and field."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from hegui.common.errors import HeguiError
from hegui.common.text import Lang, Text, default_lang


class Place(NamedTuple):
    """Where a row stands: its file and first line."""

    file: str
    line: int


class Problem(NamedTuple):
    """One thing that is wrong with a row. A `notice` does not keep the catalogue from loading."""

    code: str
    text: Text
    file: str = ""
    line: int = 0
    kind: str = ""
    row: str = ""
    field: str = ""
    level: Literal["error", "notice"] = "error"

    def where(self) -> str:
        """Return `file:line: row.field`, as far as it is known."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        name = ".".join(part for part in (self.row, self.field) if part)
        return f"{place}: {name}" if name and place else place or name

    def message(self, lang: Lang) -> str:
        """Return the place and the sentence."""
        where = self.where()
        sentence = self.text.zh if lang == "zh" else self.text.en
        return f"{where}: {sentence}" if where else sentence

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the problem ready for JSON."""
        return {
            "code": self.code,
            "level": self.level,
            "file": self.file,
            "line": self.line,
            "kind": self.kind,
            "row": self.row,
            "field": self.field,
            "message": self.text.zh if lang == "zh" else self.text.en,
        }


class CatalogueError(HeguiError):
    """Catalogue data that cannot be used; `problems` lists everything that was found."""

    code = "catalogue"
    exit_code = 2
    http_status = 400
    text = Text(
        "规则目录有 {count} 处错误，请改正后再试；第一处：{first}",
        "The catalogue has {count} error(s); correct them and try again. The first: {first}",
    )

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems), first="", problems=self.problems)

    def message(self, lang: Lang | None = None) -> str:
        """Return the sentence with the first problem in the same language."""
        chosen = lang or default_lang()
        first = self.problems[0].message(chosen)
        return self.text.in_(chosen, count=len(self.problems), first=first)

    def as_dict(self, lang: Lang | None = None) -> dict[str, Any]:
        """Return `{code, message, data}` with all problems."""
        chosen = lang or default_lang()
        listed = [problem.as_dict(chosen) for problem in self.problems]
        return {"code": self.code, "message": self.message(chosen), "data": {"problems": listed}}


class CatalogueFolderError(HeguiError):
    """The folder given with --catalogue cannot be read."""

    code = "catalogue_folder"
    exit_code = 2
    http_status = 400
    text = Text(
        "读不到目录数据文件夹“{path}”：{why}。请检查 --catalogue 的路径。",
        "The catalogue folder “{path}” cannot be read: {why}. Check the path given with --catalogue.",
    )

    def __init__(self, *, path: Path, why: Text) -> None:
        self.why = why
        self.data = {"path": path}
        super().__init__(path=path, why=why.en)

    def message(self, lang: Lang | None = None) -> str:
        """Return the sentence with the reason in the same language."""
        chosen = lang or default_lang()
        reason = self.why.zh if chosen == "zh" else self.why.en
        return self.text.in_(chosen, path=self.data["path"], why=reason)
