"""A stage that takes its time over each shard and says where it began it, so that tests can kill
what works on it."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.scanning.stage import ScanLine, ScanStage


@dataclass(frozen=True)
class SlowStage:
    """A real scan, with a rest before each shard. `deadly` names a shard that kills its worker."""

    scan: ScanStage
    folder: Path
    rest: float = 0.3
    deadly: str = ""
    line: type[ScanLine] = ScanLine

    @property
    def digest(self) -> str:
        """Return the digest of the scan."""
        return self.scan.digest

    def worker(self) -> "SlowWorker":
        """Return a new worker."""
        return SlowWorker(self)

    def intact(self, line: ScanLine) -> bool:
        """Tell whether the findings are on disk."""
        return self.scan.intact(line)


class SlowWorker:
    """Writes `begun/SHARD.PLACE.TIME`, rests, scans."""

    def __init__(self, stage: SlowStage) -> None:
        self._stage, self._worker = stage, stage.scan.worker()

    def do(self, shard: CorpusFile, tick: Callable[[int], None]) -> Any:
        """Do a shard."""
        begun = self._stage.folder / "begun"
        begun.mkdir(exist_ok=True)
        (begun / f"{shard.path.name}.{place()}.{time.time_ns()}").touch()
        time.sleep(self._stage.rest)
        if shard.path.name == self._stage.deadly:
            os.kill(os.getpid(), 9)
        return self._worker.do(shard, tick)


def place() -> str:
    """Return the node of Ray, or this process."""
    if node := os.environ.get("HEGUI_TEST_NODE"):
        return node
    import sys

    ray = sys.modules.get("ray")
    if ray is not None and ray.is_initialized():
        return str(ray.get_runtime_context().get_node_id())
    return str(os.getpid())
