"""A pass over a corpus in several processes (started afresh, so that it works everywhere)."""

import multiprocessing
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.corpus.errors import WorkerLostError
from hegui.checks.corpus.reading.files import Unit
from hegui.checks.corpus.scanning.passes import Detector, Spec, Totals, scan_unit
from hegui.checks.corpus.shards.processes import POLL_S, StoppedError, interrupts_held
from hegui.common.errors import HeguiError
from hegui.common.files import OutputError, why
from hegui.engine.check import Context
from hegui.engine.model import Finding, InputFile, ItemError

AHEAD = 4
"""Units in flight for each worker: enough to keep it busy, few enough to bound the spool."""

_worker: Any = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker returns: counts, files read, and the error that stopped it, as data."""

    counts: Counter[str]
    inputs: list[InputFile]
    engine: str = ""
    error: tuple[type[HeguiError], dict[str, Any]] | None = None


class SpoolWriter:
    """A sink that writes findings and errors to a file, one JSON line each."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=1 << 20)
        self._encode = msgspec.json.Encoder().encode

    def finding(self, finding: Finding) -> None:
        """Take a finding."""
        self._file.write(b"f" + self._encode(finding) + b"\n")

    def error(self, error: ItemError) -> None:
        """Take an error."""
        self._file.write(b"e" + self._encode(error) + b"\n")

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def replay(path: Path, context: Context) -> None:
    """Hand on what a worker wrote, in its order, and remove the file."""
    findings, errors = msgspec.json.Decoder(Finding), msgspec.json.Decoder(ItemError)
    with path.open("rb") as file:
        for line in file:
            if line[:1] == b"f":
                context.finding(findings.decode(line[1:]))
            else:
                context.error(errors.decode(line[1:]))
    path.unlink()


class Worker:
    """The state of one worker process: its own detector, made once."""

    def __init__(self, spec: Spec, folder: str, read: Any, stop: Any) -> None:
        self.detector: Detector = spec.build()
        self.folder = Path(folder)
        self._read = read
        self._stop = stop

    def tick(self, size: int) -> None:
        """Count bytes read; end the work when the user has asked to stop."""
        with self._read.get_lock():
            self._read.value += size
        if self._stop.is_set():
            raise StoppedError

    def do(self, unit: Unit) -> Done:
        """Do one unit."""
        self.detector.counts = Counter()
        spool = SpoolWriter(spool_path(self.folder, unit))
        try:
            inputs = scan_unit(unit, self.detector, spool, self.tick)
            return Done(self.detector.counts, inputs, self.detector.engine)
        except HeguiError as error:
            return Done(Counter(), [], error=(type(error), error.data))
        except StoppedError:
            return Done(Counter(), [])
        finally:
            spool.close()


def spool_path(folder: Path, unit: Unit) -> Path:
    """Return the spool file of a unit."""
    return folder / f"{unit.number}.jsonl"


def start_worker(spec: Spec, folder: str, read: Any, stop: Any) -> None:
    """Prepare a worker process; the interrupt key is the main process's business."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = Worker(spec, folder, read, stop)


def do_unit(unit: Unit) -> Done:
    """Do one unit in a worker process."""
    done: Done = _worker.do(unit)
    return done


def scan_in_pool(units: Sequence[Unit], size: int, context: Context, spec: Spec) -> Totals:
    """Do the units in `context.workers` processes; findings are handed on in order of units."""
    methods = multiprocessing.get_context("spawn")
    read, stop = methods.Value("q", 0), methods.Event()
    totals = Totals()
    with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
        pool = ProcessPoolExecutor(
            min(context.workers, len(units)),
            mp_context=methods,
            initializer=start_worker,
            initargs=(spec, folder, read, stop),
        )
        try:
            for unit, done in _in_order(pool, units, lambda: _progress(context, read, size)):
                totals.counts.update(done.counts)
                totals.inputs += done.inputs
                totals.engine = done.engine
                replay(spool_path(Path(folder), unit), context)
        except BrokenProcessPool as error:
            raise WorkerLostError from error
        except OSError as error:
            raise OutputError(path=folder, why=why(error)) from error
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
    return totals


def _progress(context: Context, read: Any, size: int) -> None:
    context.progress(min(read.value, size), size, "B")


def _in_order(
    pool: ProcessPoolExecutor, units: Sequence[Unit], progress: Any
) -> Iterator[tuple[Unit, Done]]:
    """Yield the units with their outcome in order, a bounded number of them in flight."""
    waiting: list[tuple[Unit, Future[Done]]] = []
    todo = iter(units)
    limit = AHEAD * multiprocessing.cpu_count()
    while True:
        while len(waiting) < limit and (unit := next(todo, None)) is not None:
            with interrupts_held():
                waiting.append((unit, pool.submit(do_unit, unit)))
        if not waiting:
            return
        progress()
        unit, future = waiting[0]
        if not wait([future], timeout=POLL_S, return_when=FIRST_COMPLETED).done:
            continue
        waiting.pop(0)
        done = future.result()
        if done.error:
            kind, data = done.error
            raise kind(**data)
        yield unit, done
