"""Files that stand beside content and are none: side-cars of labels, records of explicit labels."""

from pathlib import Path

from hegui.checks.labels.carriers.documents.plain import SUFFIX as SIDECAR

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
