"""What a working process is told, and what it answers."""

from pathlib import Path
from typing import Any, Literal

import msgspec

from hegui.common.files import write_atomic

JOB, ANSWER, BUNDLE, ARCHIVE, VIEW = "job.json", "answer.json", "bundle", "bundle.zip", "view"
PROJECT = "project/hegui.yaml"

Ending = Literal["done", "refused", "failed", "cancelled"]


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to do. `type` is assess, plan, import, view or compare; paths are absolute.

    `root` is where the files of the declaration lie, `documents` where its documents lie if apart;
    `day` is the day it speaks of unless it says. `allow` are the private networks and hosts that
    may be reached. `key` is the file of the signing key, or of the signer's public key. `attempt` above 1 goes on from the journals of an earlier attempt.
    """

    type: Literal["assess", "plan", "import", "view", "compare"]
    root: str = ""
    documents: str = ""
    catalogue_dirs: tuple[str, ...] = ()
    day: str = ""
    only: tuple[str, ...] = ()
    seed: str = ""
    workers: int | None = None
    key: str = ""
    formats: tuple[str, ...] = ("html", "pdf", "json")
    langs: tuple[Literal["zh", "en"], ...] = ("zh",)
    allow: tuple[str, ...] = ()
    attempt: int = 1
    archives: tuple[str, ...] = ()
    max_bytes: int = 4 << 30
    memory_mb: int = 0


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why a run was refused or failed; `path` names a file where it is about one."""

    zh: str
    en: str
    code: str = ""
    path: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """How it ended. `bundle` describes the sealed bundle, see `facts.py`."""

    state: Ending
    problems: tuple[Trouble, ...] = ()
    bundle: dict[str, Any] = {}


def read_job(folder: Path) -> Job:
    """Return what is to be done in a folder."""
    return msgspec.json.decode((folder / JOB).read_bytes(), type=Job)


def write_job(folder: Path, job: Job) -> None:
    """Say what is to be done in a folder."""
    write_atomic(folder / JOB, msgspec.json.encode(job))


def read_answer(folder: Path) -> Answer | None:
    """Return the answer, if there is one that is whole."""
    try:
        return msgspec.json.decode((folder / ANSWER).read_bytes(), type=Answer)
    except (OSError, msgspec.DecodeError):
        return None


def write_answer(folder: Path, answer: Answer) -> None:
    """Leave the answer in the folder."""
    write_atomic(folder / ANSWER, msgspec.json.encode(answer))
