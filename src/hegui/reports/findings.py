"""The first findings of each run, read from the folder before sealing or from an opened bundle."""

import io
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from hegui.engine.findings import read_findings
from hegui.engine.model import Finding

SHOWN = 20
"""How many findings of a run a report lists; all are in the bundle's findings/."""
MAX_BYTES = 64_000_000
"""A larger findings file is counted, not opened: the report stays quick and small."""

FirstFindings = Callable[[str], tuple[Finding, ...]]
"""From the path of a findings file inside the bundle to its first findings."""


def no_findings(_path: str) -> tuple[Finding, ...]:
    """Return nothing: for material made without a folder."""
    return ()


def in_folder(folder: Path) -> FirstFindings:
    """Return a reader of the findings in a working folder."""

    def read(path: str) -> tuple[Finding, ...]:
        file = folder / path
        return first(file) if file.stat().st_size <= MAX_BYTES else ()

    return read


def in_bundle(sizes: dict[str, int], content: Callable[[str], bytes]) -> FirstFindings:
    """Return a reader of the findings in a bundle; `content` gives a file's sealed bytes."""

    def read(path: str) -> tuple[Finding, ...]:
        return first(io.BytesIO(content(path))) if sizes[path] <= MAX_BYTES else ()

    return read


def first(file: Path | BinaryIO) -> tuple[Finding, ...]:
    """Return the first findings of a file."""
    return tuple(islice(read_findings(file), SHOWN))
