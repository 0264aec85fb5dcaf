"""Folders: those that targets may lie in, and those of the runs themselves."""

import os
import shutil
import uuid
from pathlib import Path

from hegui.server.core.models import Organisation
from hegui.server.runs.bindings import folders_of
from hegui.server.runs.errors import FolderRefusedError
from hegui.server.settings import read_settings


def check_folder(folder: str, organisation: Organisation) -> Path:
    """Return the real path of a folder below one of the organisation's, or raise `FolderRefusedError`."""
    roots = folders_of(organisation)
    path = Path(folder)
    if "\0" in folder or not path.is_absolute():
        raise refused(folder, "须为绝对路径", "it must be an absolute path")
    try:
        real = path.resolve()
    except (OSError, RuntimeError):
        raise refused(folder, "路径无法解析", "the path cannot be resolved") from None
    if not any(real.is_relative_to(Path(root).resolve()) for root in roots):
        raise refused(
            folder, "它不在分给本组织的范围内", "it lies below no folder of this organisation"
        )
    if not real.is_dir():
        raise refused(folder, "没有这个文件夹", "there is no such folder")
    return real


def refused(folder: str, zh: str, en: str) -> FolderRefusedError:
    """Return the error about a folder."""
    return FolderRefusedError(field="folder", folder=folder[:200], why_zh=zh, why_en=en)


def private(path: Path) -> Path:
    """Return a folder that only the server's user may look into, made if it is not there."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(path, 0o700)
    return path


def run_folder(run: uuid.UUID) -> Path:
    """Return the folder of a run: its declaration, journals and results until it is done."""
    return private(read_settings().data / "runs") / run.hex


def drop_run_folder(run: uuid.UUID) -> None:
    """Remove the folder of a run that needs it no longer."""
    shutil.rmtree(run_folder(run), ignore_errors=True)


def view_folder(digest: str) -> Path:
    """Return the folder of what pages show of a bundle; it can be made again at any time."""
    return private(read_settings().data / "cache" / "bundles") / digest


def compare_folder(before: str, after: str) -> Path:
    """Return the folder of a comparison; it can be made again at any time."""
    return private(read_settings().data / "cache" / "compared") / f"{before[:32]}-{after[:32]}"


def install(source: Path, target: Path) -> None:
    """Move a finished folder to its place, unless another process was faster."""
    private(target.parent)
    try:
        os.rename(source, target)
    except OSError:
        if not target.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        shutil.rmtree(source, ignore_errors=True)
