"""The store in S3-compatible storage, spoken to by pyarrow (see docs/decisions/0008)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

from hegui.server.evidence.store.base import (
    CHUNK,
    Store,
    Stored,
    checked,
    failing,
    taken_in,
)
from hegui.server.evidence.store.errors import FileMissingError, StoreUnavailableError
from hegui.server.settings import Settings

RENEW = dt.timedelta(minutes=10)
"""An object older than this is sent again when it is put again, so that its age begins anew."""


class S3Store(Store):
    """Files below `s3://bucket/prefix`, under the same names as on a disk."""

    def __init__(self, settings: Settings) -> None:
        parts = urlsplit(settings.files_url)
        self.root = "/".join(p for p in (parts.netloc, parts.path.strip("/")) if p)
        self.settings = settings
        self.incoming: Path = settings.data / "incoming"

    @cached_property
    def fs(self) -> Any:
        """Return pyarrow's file system, made when first needed."""
        from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem

        own = self.settings
        endpoint = urlsplit(own.s3_endpoint)
        return S3FileSystem(
            access_key=own.s3_access_key.get_secret_value() or None,
            secret_key=own.s3_secret_key.get_secret_value() or None,
            region=own.s3_region or "us-east-1",
            endpoint_override=endpoint.netloc or endpoint.path or None,
            scheme=endpoint.scheme or "https",
            connect_timeout=10,
            request_timeout=60,
            retry_strategy=AwsStandardS3RetryStrategy(max_attempts=4),
        )

    def path(self, sha256: str) -> str:
        """Return bucket and key of a file."""
        return f"{self.root}/{checked(sha256)[:2]}/{sha256[2:]}"

    def put(self, file: IO[bytes], *, limit: int | None = None) -> Stored:
        """Take the stream in on the local disk, then send it; a sent object appears whole."""
        with taken_in(file, self.incoming, limit) as taken:
            age = self.age(taken.sha256)
            if self.size(taken.sha256) != taken.size or age is None or age > RENEW:
                self._send(taken.path, self.path(taken.sha256))
        return Stored(taken.sha256, taken.size)

    def _send(self, path: Path, key: str) -> None:
        try:
            with failing(), path.open("rb") as source, self.fs.open_output_stream(key) as out:
                while chunk := source.read(CHUNK):
                    out.write(chunk)
        except StoreUnavailableError:
            # Leaving the block closes the stream, which may have completed half an object.
            with suppress(OSError):
                self.fs.delete_file(key)
            raise

    def open(self, sha256: str) -> IO[bytes]:
        """Open an object; it is read in parts."""
        if self.size(sha256) is None:
            raise FileMissingError(sha256=sha256)
        with failing():
            return cast("IO[bytes]", self.fs.open_input_file(self.path(sha256)))

    def size(self, sha256: str) -> int | None:
        """Ask for the head of the object."""
        with failing():
            found = self.fs.get_file_info(self.path(sha256))
        return cast("int", found.size) if found.is_file else None

    def age(self, sha256: str) -> dt.timedelta | None:
        """Ask for the time of the last sending."""
        with failing():
            found = self.fs.get_file_info(self.path(sha256))
        if not found.is_file or found.mtime is None:
            return None
        return dt.datetime.now(dt.UTC) - cast("dt.datetime", found.mtime)

    def delete(self, sha256: str) -> None:
        """Remove the object, if it is there."""
        if self.exists(sha256):
            with failing():
                self.fs.delete_file(self.path(sha256))

    def digests(self) -> Iterator[str]:
        """List the objects."""
        from pyarrow.fs import FileSelector

        with failing():
            found = self.fs.get_file_info(
                FileSelector(self.root, recursive=True, allow_not_found=True)
            )
        names = ("".join(info.path.split("/")[-2:]) for info in found if info.is_file)
        yield from sorted(name for name in names if len(name) == 64)
