"""Whether the nodes of a cluster can do the work: the same output folder, the same tool."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hegui import __version__
from hegui.checks.corpus.shards.errors import FolderNotSharedError, NodeVersionError
from hegui.common.errors import HeguiError
from hegui.common.files import OutputError, make_folder, why, write_atomic

NAME = ".run"


@dataclass(frozen=True, slots=True)
class Token:
    """A file in the output folder that only this run has written."""

    path: Path
    text: str

    def check(self) -> None:
        """Raise `FolderNotSharedError` where this process does not see the token."""
        import socket

        try:
            seen = self.path.read_text(encoding="ascii")
        except OSError:
            seen = ""
        if seen != self.text:
            raise FolderNotSharedError(path=self.path.parent, node=socket.gethostname())


@contextmanager
def token(folder: Path) -> Iterator[Token]:
    """Yield the token of a run; its file is there as long as the run goes on."""
    known = Token(make_folder(folder).absolute() / NAME, secrets.token_hex(16))
    write_atomic(known.path, known.text.encode())
    try:
        yield known
    finally:
        known.path.unlink(missing_ok=True)


def probe(ray: Any, known: Token) -> None:
    """Look from every node; raises `FolderNotSharedError`, `NodeVersionError`, `OutputError`."""
    nodes = [node["NodeID"] for node in ray.nodes() if node["Alive"]]
    affinity = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy
    task = ray.remote(num_cpus=0, max_retries=0)(look)
    looks = [
        task.options(scheduling_strategy=affinity(node_id=node, soft=False)).remote(known)
        for node in nodes
    ]
    for node, version in got(ray, looks):
        if version != __version__:
            raise NodeVersionError(node=node, version=version, here=__version__)


def got(ray: Any, refs: Any) -> Any:
    """Return the results of tasks; our own errors are raised as they were."""
    try:
        return ray.get(refs)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, HeguiError):
            raise error.cause from None
        if isinstance(error.cause, ImportError):
            raise NodeVersionError(node="?", version="—", here=__version__) from error
        raise


def look(known: Token) -> tuple[str, str]:
    """Look from a node: return its name and the version of the tool there."""
    import socket

    known.check()
    place = known.path.with_name(f"{NAME}-{secrets.token_hex(4)}")
    try:
        place.write_bytes(b"")
        place.unlink()
    except OSError as error:
        raise OutputError(path=place.parent, why=why(error)) from error
    return socket.gethostname(), __version__
