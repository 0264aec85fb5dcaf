"""A connection to Ray: to a cluster, or to nodes started here and ended after."""

import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from hegui.checks.corpus.shards.errors import ClusterUnreachableError
from hegui.common.errors import MissingExtraError

STORE_BYTES = 100 << 20
"""Memory for objects of a local run: the rules and one manifest line a shard."""
LOOPBACK = "127.0.0.1"
"""Nodes that are started here are for this machine alone."""
REACH_S = 10.0
SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_agent_register_timeout_ms": "180000",
}
"""Settings of Ray: nothing is sent anywhere, no warning about graphics cards, and patience with a
busy machine."""


@contextmanager
def session(address: str, jobs: int | None) -> Iterator[Any]:
    """Yield the connected library; raises `ClusterUnreachableError` or `MissingExtraError`."""
    os.environ.update(SETTINGS)
    ray = _library()
    folder = tempfile.mkdtemp(prefix="hegui-ray-") if not address else ""
    try:
        _connect(ray, address, jobs, folder)
        yield ray
    finally:
        ray.shutdown()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def absolute(described: Any) -> Any:
    """Return a shard or a stage with an absolute path: tasks run in other folders.

    An object of a store has no path that could be made absolute.
    """
    if getattr(described, "remote", None):
        return described
    name = "path" if hasattr(described, "path") else "folder"
    return replace(described, **{name: getattr(described, name).absolute()})


def _library() -> Any:
    try:
        import ray
        import ray.util.scheduling_strategies
    except ImportError as error:
        raise MissingExtraError(library="ray", purpose="--engine ray", extra="ray") from error
    return ray


def _connect(ray: Any, address: str, jobs: int | None, folder: str) -> None:
    quiet = {"logging_level": logging.ERROR, "log_to_driver": False}
    if not address:
        ray.init(
            address="local",
            num_cpus=jobs or os.cpu_count(),
            include_dashboard=False,
            object_store_memory=STORE_BYTES,
            _node_ip_address=LOOPBACK,
            _temp_dir=folder,
            **quiet,
        )
        return
    _reachable(address)
    # Ray looks for the node of this process by its outward address, where loopback nodes are not.
    here = {"_node_ip_address": LOOPBACK} if address.startswith(f"{LOOPBACK}:") else {}
    try:
        ray.init(address=address, **here, **quiet)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        raise ClusterUnreachableError(address=address, why=why) from error


def _reachable(address: str) -> None:
    """Say soon that nobody listens at `host:port`; Ray itself would try for minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not colon or not port.isdigit():
        return
    try:
        socket.create_connection((host, int(port)), REACH_S).close()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ClusterUnreachableError(address=address, why=why) from error
