"""Reading the text of stored files with the engine's readers, once per file."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from hegui.common.errors import HeguiError
from hegui.server.evidence.models import FileReading, Item
from hegui.server.evidence.sandbox import run
from hegui.server.evidence.store import store

COPY = 1 << 20
BATCH = 500
SECONDS = 60


def read_missing(items: Iterable[Item]) -> Mapping[str, FileReading]:
    """Return what reading the current files of items found; files not read before are read now."""
    versions = [i.current for i in items if i.current and i.current.removed_at is None]
    wanted = {version.sha256: version.name for version in versions}
    known = _known(list(wanted))
    for sha256, name in wanted.items():
        if sha256 not in known:
            known[sha256] = read_one(sha256, name)
    return known


def _known(digests: list[str]) -> dict[str, FileReading]:
    found: dict[str, FileReading] = {}
    for start in range(0, len(digests), BATCH):
        found.update(FileReading.objects.in_bulk(digests[start : start + BATCH]))
    return found


def read_one(sha256: str, name: str) -> FileReading:
    """Read a file as the engine would, and keep what was found."""
    problem = _problem(sha256, name)
    row, _ = FileReading.objects.update_or_create(
        sha256=sha256,
        defaults={
            "readable": not problem,
            "problem_zh": problem.get("zh", "")[:300],
            "problem_en": problem.get("en", "")[:300],
        },
    )
    return row


def _problem(sha256: str, name: str) -> dict[str, str]:
    """Return why a file cannot be read, in both languages; nothing when it can."""
    with tempfile.TemporaryDirectory(prefix="hegui-read-") as folder:
        try:
            return run("text", local_copy(sha256, name, Path(folder)), seconds=SECONDS) or {}
        except HeguiError as error:
            return {"zh": error.message("zh"), "en": error.message("en")}


def local_copy(sha256: str, name: str, folder: Path) -> Path:
    """Copy a stored file into a folder under a name with its suffix, for readers that need one."""
    path = folder / f"file{Path(name).suffix.lower()}"
    with store().open(sha256) as source, path.open("wb") as out:
        while chunk := source.read(COPY):
            out.write(chunk)
    return path
