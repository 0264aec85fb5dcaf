"""Objects in S3-compatible storage, read where they lie (see docs/decisions/0017).

Credentials come from where AWS tools look for them: environment variables, shared files, the role of
the machine.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from hegui.checks.corpus.errors import StoreError
from hegui.project.paths import STORE

SCHEME = STORE
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
AHEAD = 4 << 20
"""Bytes asked for at a time."""
SAID = re.compile(r"AWS Error (\w+)|HTTP response code (\d+)|curlCode: \d+, ([^;(]+)")
MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Remote:
    """An object: bucket and key, and where the store is ("" for the environment's, else AWS)."""

    key: str
    endpoint: str = ""

    def stream(self) -> Any:
        """Open the object to be read from start to end."""
        return file_system(self.endpoint).open_input_stream(
            self.key, compression=None, buffer_size=AHEAD
        )

    def file(self) -> Any:
        """Open the object to be read from anywhere."""
        return file_system(self.endpoint).open_input_file(self.key)

    def state(self) -> tuple[str, ...]:
        """Return what tells one version of the object from another."""
        with self.file() as opened:
            about = opened.metadata() or {}
            return str(opened.size()), str(about.get(b"ETag", b""))


@lru_cache(maxsize=8)
def file_system(endpoint: str) -> Any:
    """Return pyarrow's file system for an endpoint."""
    from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem

    place = urlsplit(endpoint or _first(ENDPOINTS))
    return S3FileSystem(
        region=_first(REGIONS) or "us-east-1",
        endpoint_override=place.netloc or place.path or None,
        scheme=place.scheme or "https",
        connect_timeout=10,
        request_timeout=60,
        retry_strategy=AwsStandardS3RetryStrategy(max_attempts=4),
    )


def listed(address: str, endpoint: str) -> Iterator[tuple[Remote, int, str]]:
    """Yield the objects that `s3://bucket/…` names, each with its size and the time of its version.

    An address is an object, a folder or a glob (`**` crosses folders). Raises `StoreError`.
    """
    from pyarrow.fs import FileSelector

    key = address.removeprefix(SCHEME).strip("/")
    with store_named(address):
        fs = file_system(endpoint)
        root = MAGIC.split(key)[0].rpartition("/")[0] if MAGIC.search(key) else key
        found = [] if root != key else [fs.get_file_info(key)]
        if not found or not found[0].is_file:
            found = fs.get_file_info(FileSelector(root, recursive=True, allow_not_found=True))
    fits = _pattern(key).fullmatch if root != key else lambda _path: True
    for info in found:
        if info.is_file and fits(info.path):
            yield Remote(info.path, endpoint), info.size, f"{info.size} {info.mtime}"


@contextmanager
def store_named(address: str) -> Iterator[None]:
    """Turn what the store refuses into `StoreError`."""
    try:
        yield
    except OSError as error:
        raise StoreError(path=address, why=reason(error)) from error


def reason(error: OSError) -> str:
    """Return why something cannot be read, in few words."""
    said = SAID.search(str(error))
    return error.strerror or (said and next(filter(None, said.groups()))) or type(error).__name__


def _pattern(glob: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/?|\*|\?|\[[^\]]+\])", glob)
    signs = {"**": ".*", "**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    return re.compile(
        "".join(
            signs.get(part) or (part if part[:1] == "[" and part[1:] else re.escape(part))
            for part in parts
        )
    )


def _first(names: tuple[str, ...]) -> str:
    return next(filter(None, (os.environ.get(name, "") for name in names)), "")
