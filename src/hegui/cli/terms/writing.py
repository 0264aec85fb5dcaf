"""Writing a library: beside, then swapped in; an existing file stays unless it is meant."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.engine.terms import Term


class LibraryExistsError(WrongUseError):
    """The file to write exists."""

    code = "terms_library_exists"
    text = Text(
        "“{path}”已存在；换一个 --out，或加 --force 覆盖。",
        "“{path}” exists; choose another --out, or add --force to replace it.",
    )


class LibraryNotWrittenError(WrongUseError):
    """The file cannot be written."""

    code = "terms_library_not_written"
    text = Text(
        "无法写入“{path}”（{why}），请检查路径与权限。",
        "“{path}” cannot be written ({why}); check the path and its rights.",
    )


def write_library(path: Path, terms: Iterable[Term], *, force: bool) -> None:
    """Write terms as JSONL; raises an error that names the path where that is not possible."""
    from hegui.checks.corpus.terms.importing import library_line

    if path.exists() and not force:
        raise LibraryExistsError(path=path)
    try:
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.writelines(map(library_line, terms))
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise LibraryNotWrittenError(path=path, why=why) from error
