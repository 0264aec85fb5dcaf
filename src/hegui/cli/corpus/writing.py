"""Writing templates: never over a file that is there, since people fill them in."""

from collections.abc import Sequence
from pathlib import Path

from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.engine.rows.writing import Sheet, write_tables


class FileThereError(WrongUseError):
    """A template would overwrite a file."""

    code = "file_there"
    text = Text(
        "“{path}”已经存在，模板不覆盖它；请换一个文件名。",
        "“{path}” is there already and a template does not overwrite it; choose another name.",
    )


def write_new(out: Path, sheets: Sequence[Sheet]) -> None:
    """Write tables to a file that is not there yet."""
    if out.exists():
        raise FileThereError(path=str(out))
    write_tables(out, sheets)
