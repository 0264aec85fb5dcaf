"""Where an assessment is written: beside the output, and swapped into place when it is complete.

A run works in `.<name>.partial`; `.<name>.run` beside it says what the run is about and that it is
not finished. Whatever moment a run is stopped at, the output is the earlier bundle or the new one.
"""

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hegui.assess.errors import (
    BundleThereError,
    BusyError,
    OtherRunError,
    OutputDoubtfulError,
    OutputTakenError,
    StoppedRunError,
)
from hegui.assess.exchange import aside_of, exchange
from hegui.bundle.layout import FILES, FOLDERS, JOURNALS, MANIFEST
from hegui.bundle.manifest import Manifest, parse_manifest
from hegui.common.files import OutputError, make_folder, why, write_atomic
from hegui.common.text import Text

SEALED = "sealed"
"""First word of the run file once the bundle is complete; its root follows."""
SHOWN = 16
"""Digits of a digest that a message shows."""
NOT_SEALED = Text("其中没有有效的 bundle.json", "it has no valid bundle.json")
FOREIGN = Text("其中还有别的文件（{names}）", "it also holds other files ({names})")


class Place:
    """The output of one assessment with its working folder."""

    def __init__(self, out: Path) -> None:
        self.out = Path(os.path.realpath(out) if out.is_symlink() else os.path.abspath(out))
        self.partial = self.out.with_name(f".{self.out.name}.partial")
        self.run_file = self.out.with_name(f".{self.out.name}.run")

    def check(self, force: bool) -> None:
        """Refuse to replace anything, but with `force` a bundle, also a damaged or mixed one."""
        if not os.path.lexists(self.out):
            return
        if not self.out.is_dir():
            raise OutputTakenError(path=self.out, what=self.out.name)
        names = sorted(os.listdir(self.out))
        foreign = [name for name in names if name not in (*FILES, *FOLDERS)]
        found = manifest_of(self.out)
        sealed = found is not None
        if foreign and not sealed:
            raise OutputTakenError(path=self.out, what=", ".join(foreign[:3]))
        if not names or force:
            return
        if not sealed:
            raise OutputDoubtfulError(path=self.out, why_zh=NOT_SEALED.zh, why_en=NOT_SEALED.en)
        if foreign:
            shown = ", ".join(foreign[:3])
            zh, en = FOREIGN.in_("zh", names=shown), FOREIGN.in_("en", names=shown)
            raise OutputDoubtfulError(path=self.out, why_zh=zh, why_en=en)
        if found is not None:
            raise BundleThereError(path=self.out, digest=found.root[:SHOWN])

    @contextmanager
    def working(self, about: str, *, resume: bool, fresh: bool = False) -> Iterator[Path | None]:
        """Hold the working folder for this process; yield where an earlier run was put aside.

        `about` identifies declaration, catalogue and version. With `resume` the journals of an
        unfinished run about the same are kept in place; with `fresh` they are put aside; with
        neither, `StoppedRunError` says that they are there. Everything else starts anew.
        """
        make_folder(self.out.parent)
        with writing(self.partial):
            self._finish_swap()
            self.partial.mkdir(exist_ok=True)
        with locked(self.partial, self.out), writing(self.partial):
            aside = self._prepare(about, resume, fresh)
            yield aside

    def _finish_swap(self) -> None:
        """Complete what a kill during `commit` left undone."""
        aside = aside_of(self.out)
        if aside.is_dir() and not self.out.exists():
            aside.rename(self.out)
        word, _, root = self._run().partition(" ")
        if word == SEALED:
            found = manifest_of(self.partial)
            if found is not None and found.root == root:
                self._swap()
            self._clear()

    def _run(self) -> str:
        """Return what the run file says; nothing when there is none."""
        return self.run_file.read_text("utf-8") if self.run_file.exists() else ""

    def _prepare(self, about: str, resume: bool, fresh: bool) -> Path | None:
        before = self._run()
        if resume and before and before != about:
            raise OtherRunError(path=self.partial)
        aside = None
        if not (resume and before) and holds_files(self.partial / JOURNALS):
            if not fresh:
                raise StoppedRunError(path=self.partial)
            aside = self._put_aside()
        for torn in self.out.parent.glob(f".{glob.escape(self.run_file.name)}.*"):
            torn.unlink()  # a run file that a kill left half written
        for name in os.listdir(self.partial):
            if name != JOURNALS:
                remove(self.partial / name)
        write_atomic(self.run_file, about.encode())
        return aside

    def _put_aside(self) -> Path:
        """Move the journals of an unfinished run to a folder of their own; answers cost money."""
        number = 1
        while (aside := self.out.with_name(f".{self.out.name}.journals-{number}")).exists():
            number += 1
        (self.partial / JOURNALS).rename(aside)
        return aside

    def commit(self, root: str) -> None:
        """Put the finished bundle with this root into place of the earlier one, in one step."""
        write_atomic(self.run_file, f"{SEALED} {root}".encode())
        with writing(self.out):
            self._swap()
            self._clear()

    def _swap(self) -> None:
        if self.out.exists():
            exchange(self.partial, self.out)
        else:
            self.partial.rename(self.out)

    def _clear(self) -> None:
        """Remove the earlier bundle, then the note that there was a run."""
        if self.partial.exists():
            shutil.rmtree(self.partial)
        self.run_file.unlink(missing_ok=True)


def manifest_of(folder: Path) -> Manifest | None:
    """Return the manifest of a bundle folder, or None where there is no valid one."""
    try:
        return parse_manifest((folder / MANIFEST).read_bytes())[0]
    except OSError:
        return None


def holds_files(folder: Path) -> bool:
    """Tell whether a folder holds any file that is not empty."""
    return any(path.is_file() and path.stat().st_size for path in folder.rglob("*"))


def remove(path: Path) -> None:
    """Remove a file or a folder with all it holds."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn errors of the operating system into `OutputError`."""
    try:
        yield
    except OSError as error:
        raise OutputError(path=error.filename or path, why=why(error)) from error


@contextmanager
def locked(folder: Path, out: Path) -> Iterator[None]:
    """Hold a folder for this process alone; the lock ends with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # a system without it: nothing to hold
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(path=out) from error
        yield
    finally:
        with suppress(OSError):
            os.close(handle)
