"""What the jobs of one run leave for each other."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class Shared:
    """Keeps values between jobs; all is gone when the run ends.

    `planned` are the (check id, subject) of all jobs of the run.
    """

    def __init__(self, planned: Iterable[tuple[str, str]] = ()) -> None:
        self.planned = frozenset(planned)
        self._kept: dict[Any, Any] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def keep(self, key: Any, value: Any) -> None:
        """Keep a value for a later job."""
        self._kept[key] = value

    def take(self, key: Any) -> Any:
        """Return what an earlier job kept, once; None where there is nothing."""
        return self._kept.pop(key, None)

    def folder(self) -> Path:
        """Return a folder for files that later jobs read."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="hegui-")
        return Path(self._folder.name)

    def close(self) -> None:
        """Forget everything."""
        self._kept.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
