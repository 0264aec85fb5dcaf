"""Files that stand beside content and are none: side-cars of labels, records of explicit labels."""

from pathlib import Path

from hegui.checks.labels.carriers.documents.plain import SUFFIX as SIDECAR
from hegui.common.files import write_atomic

RECORD = ".label.json"
"""Behind the name of a file: the record of the explicit label that was put on it."""


def is_companion(path: Path) -> bool:
    """Tell whether a file only speaks of another one beside it.

    A side-car is known by its name. The suffix of a record is also used for other things, so a
    record is one only where the file that it names is there.
    """
    name = path.name
    if name.endswith(SIDECAR):
        return True
    return name.endswith(RECORD) and path.with_name(name.removesuffix(RECORD)).is_file()


def carry_record(path: Path, target: Path) -> None:
    """Put the record of a file's explicit label beside its copy at `target`, if there is one.

    Without it the mark that the copy shows could not be measured again. Raises `OutputError`.
    """
    record = path.with_name(path.name + RECORD)
    if record.is_file() and not target.samefile(path):
        write_atomic(target.with_name(target.name + RECORD), record.read_bytes())
