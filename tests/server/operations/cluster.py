"""A cluster of PostgreSQL of the test's own, that it may stop and start as it likes."""

import contextlib
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Cluster:
    """A cluster on a port of its own; it trusts whoever comes from this machine."""

    def __init__(self, programs: Path, folder: Path, port: int) -> None:
        self.programs = programs
        self.folder = folder
        self.port = port
        self.url = f"postgresql://hegui@127.0.0.1:{port}/postgres"

    def run(self, program: str, *words: str) -> None:
        """Run one of its programs; the superuser may not, so it becomes postgres for it."""
        who = "postgres" if os.getuid() == 0 else None
        subprocess.run(
            [self.programs / program, *words],
            user=who,
            cwd=self.folder,
            env={**os.environ, "HOME": str(self.folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )

    def make(self) -> None:
        """Make the files of the cluster."""
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "hegui", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self._control("start", "-w", "-o", options)

    def stop(self) -> None:
        """Stop it at once, as a loss of power would."""
        self._control("stop", "-m", "immediate")

    def _control(self, *words: str) -> None:
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self.run("pg_ctl", "-D", data, "-l", log, *words)


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """Give a running cluster; skip the test where PostgreSQL or its user is not there."""
    programs = programs_of_postgresql()
    folder = Path(tempfile.mkdtemp(prefix="hegui-cluster-"))
    if os.getuid() == 0:
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("the superuser cannot run PostgreSQL, and there is no user postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    cluster = Cluster(programs, folder, port)
    try:
        cluster.make()
        cluster.start()
        try:
            yield cluster
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):  # it is stopped already
                cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs_of_postgresql() -> Path:
    """Return the folder of initdb and pg_ctl, or skip the test."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    usual = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not usual:
        pytest.skip("PostgreSQL's initdb is not installed")
    return Path(usual[-1]).parent
