"""Answers of an earlier bundle: its journals, so that neither model nor judge is asked anything twice."""

import hashlib
from pathlib import Path

from hegui.bundle.integrity import check_seal
from hegui.bundle.layout import JOURNALS
from hegui.bundle.manifest import Entry
from hegui.bundle.problems import DamagedBundleError, problem
from hegui.bundle.sources import Source, all_problems, open_source
from hegui.common.files import OWNER, make_folder, written_atomic
from hegui.common.hashing import CHUNK

ANSWERS, JUDGED = "journal.jsonl", "judge-"
"""Names of the journals that are gone on from."""


class EarlierAnswers:
    """The journals of a sealed bundle, of whatever version made it.

    Raises `BundleMissingError` for a path that is not there, `DamagedBundleError` for one whose seal or
    whose journals do not hold.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._source: Source = open_source(path)
        seal, problems = check_seal(self._source)
        if seal is None or problems:
            raise DamagedBundleError(path, all_problems(self._source, problems))
        self._entries = tuple(entry for entry in seal.manifest.entries if asked(entry))

    def copy(self, folder: Path) -> None:
        """Copy the journals into a working folder, as far as it has none of its own."""
        for entry in self._entries:
            target = folder / entry.path
            if not target.exists():
                make_folder(target.parent)
                self._copy(entry, target)

    def _copy(self, entry: Entry, target: Path) -> None:
        digest = hashlib.sha256()
        with self._source.open(entry.path) as kept, written_atomic(target, OWNER) as file:
            while chunk := kept.read(CHUNK):
                digest.update(chunk)
                file.write(chunk)
            if digest.hexdigest() != entry.sha256:
                found = digest.hexdigest()
                what = problem("digest", entry.path, expected=entry.sha256, found=found)
                raise DamagedBundleError(self._path, [what])


def asked(entry: Entry) -> bool:
    """Tell whether a file is a journal of questions that a model or a judge was asked."""
    name = entry.path.rpartition("/")[2]
    return entry.path.startswith(f"{JOURNALS}/") and (name == ANSWERS or name.startswith(JUDGED))
