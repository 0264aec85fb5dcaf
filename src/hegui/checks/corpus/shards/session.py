"""A connection to Ray: to a cluster, or to nodes started here and ended after."""

import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from hegui.checks.corpus.shards.errors import (
    ClusterUnreachableError,
    NodesNotAloneError,
    NodesNotStartedError,
)
from hegui.common.errors import MissingExtraError

T = TypeVar("T")
STORE_BYTES = 100 << 20
"""Memory for objects of a local run: the rules and one manifest line a shard."""
LOOPBACK = "127.0.0.1"
"""Nodes that are started here are for this machine alone."""
ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""What makes Ray use the loopback address and listen nowhere else, on any system.

An address given to `ray.init` would not do: Ray replaces a loopback address by the outward one and
listens on all, without sign-on. Ray reads this once, when it is loaded.
"""
REACH_S = 10.0
SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_agent_register_timeout_ms": "180000",
    "RAY_raylet_start_wait_time_s": "180",
    "RAY_worker_register_timeout_seconds": "180",
}
"""Settings of Ray: nothing is sent anywhere, no warning about graphics cards, and patience with a
busy machine."""

QUIET = {"logging_level": logging.ERROR, "log_to_driver": False}


@contextmanager
def session(address: str, jobs: int | None) -> Iterator[Any]:
    """Yield the connected library; raises `ClusterError` or `MissingExtraError`."""
    os.environ.update(SETTINGS if address else SETTINGS | ALONE)
    ray = _library()
    folder = tempfile.mkdtemp(prefix="hegui-ray-") if not address else ""
    try:
        if address:
            _connect(ray, address)
        else:
            _start(ray, jobs, folder)
        yield ray
    finally:
        ray.shutdown()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def absolute(described: T) -> T:
    """Return a shard or a stage whose every path is absolute: tasks run in other folders.

    An object of a store has no path that could be made absolute.
    """
    if getattr(described, "remote", None):
        return described
    told = {one.name: getattr(described, one.name) for one in fields(described)}  # type: ignore[arg-type]
    changed = {name: made for name, value in told.items() if (made := _placed(value)) is not value}
    return replace(described, **changed) if changed else described  # type: ignore[type-var]


def _placed(value: Any) -> Any:
    if isinstance(value, Path):
        return value.absolute()
    if isinstance(value, tuple) and any(isinstance(one, Path) for one in value):
        return tuple(_placed(one) for one in value)
    return absolute(value) if is_dataclass(value) and not isinstance(value, type) else value


def _library() -> Any:
    try:
        import ray
        import ray.util.scheduling_strategies
    except ImportError as error:
        raise MissingExtraError(library="ray", purpose="--engine ray", extra="ray") from error
    return ray


def _start(ray: Any, jobs: int | None, folder: str) -> None:
    """Start nodes that only this machine can reach."""
    here = ray.util.get_node_ip_address()
    if here != LOOPBACK:
        raise NodesNotAloneError(address=here)
    try:
        ray.init(
            address="local",
            num_cpus=jobs or os.cpu_count(),
            include_dashboard=False,
            object_store_memory=STORE_BYTES,
            _temp_dir=folder,
            **QUIET,
        )
    except Exception as error:  # Ray gives up with bare exceptions
        raise NodesNotStartedError(why=_why(error)) from error


def _connect(ray: Any, address: str) -> None:
    _reachable(address)
    try:
        ray.init(address=address, **QUIET)
    except (RuntimeError, ValueError, OSError, ray.exceptions.RayError) as error:
        raise ClusterUnreachableError(address=address, why=_why(error)) from error


def _why(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


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
