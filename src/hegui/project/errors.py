"""What is wrong in a project file: every problem with its line and key, all of them at once."""

from pathlib import Path
from typing import Any, NamedTuple

from hegui.common.errors import WrongUseError
from hegui.common.text import Lang, Text, default_lang

Key = tuple[str | int, ...]
LISTED = 50
"""How many problems a message lists; all are counted."""


class Problem(NamedTuple):
    """One problem: a stable code, the line (from 1; 0 speaks of the whole file), key and sentence."""

    code: str
    line: int
    key: str
    text: Text

    def sentence(self, file: str, lang: Lang) -> str:
        """Return `file:line: key: what is wrong and what to do.`"""
        place = f"{file}:{self.line}" if self.line else file
        text = self.text.zh if lang == "zh" else self.text.en
        return f"{place}: {self.key}: {text}" if self.key else f"{place}: {text}"


def key_name(key: Key) -> str:
    """Return a key as people write it: `documents[3].date`, counted from 0."""
    name = ""
    for part in key:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name


class ProjectFileError(WrongUseError):
    """The project file has problems; `problems` holds all of them."""

    code = "project_file"

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = sorted(problems, key=lambda p: (p.line, p.key, p.code))
        super().__init__(path=str(path), problems=len(problems))

    def message(self, lang: Lang | None = None) -> str:
        """Return one line per problem below a line that counts them."""
        lang = lang or default_lang()
        count = len(self.problems)
        head = Text(
            "项目文件“{path}”有 {count} 处问题，请改正后再试：",
            "The project file “{path}” has {count} problem(s); correct them and try again:",
        ).in_(lang, path=self.path, count=count)
        lines = [p.sentence(self.path.name, lang) for p in self.problems[:LISTED]]
        if count > LISTED:
            more = Text("……另有 {n} 处。", "… and {n} more.")
            lines.append(more.in_(lang, n=count - LISTED))
        return "\n".join([head, *(f"  {line}" for line in lines)])

    def as_dict(self, lang: Lang | None = None) -> dict[str, Any]:
        """Return `{code, message, data}` with every problem in the data."""
        lang = lang or default_lang()
        problems = [
            {
                "code": p.code,
                "line": p.line,
                "key": p.key,
                "message": p.text.zh if lang == "zh" else p.text.en,
            }
            for p in self.problems
        ]
        data = {"path": str(self.path), "problems": problems}
        return {"code": self.code, "message": self.message(lang), "data": data}


class ProjectMissingError(WrongUseError):
    """There is no project file where the user said."""

    code = "project_missing"
    text = Text(
        "找不到项目文件“{path}”：请检查路径，或用 hegui init 新建一个。",
        "There is no project file “{path}”: check the path, or write one with hegui init.",
    )


class ProjectUnreadableError(WrongUseError):
    """The system refuses to read the project file."""

    code = "project_unreadable"
    text = Text(
        "项目文件“{path}”无法读取：{why}。请检查权限与链接后再试。",
        "The project file “{path}” cannot be read: {why}. Check permissions and links, then try "
        "again.",
    )


class UnsafePathError(WrongUseError):
    """A declared path leaves the project folder."""

    code = "unsafe_path"
    text = Text(
        "路径“{path}”{why_zh}；请把文件放进项目文件夹，并写成相对于项目文件的路径。",
        "The path “{path}” {why_en}; put the file into the project folder and write its path "
        "relative to the project file.",
    )
