"""Taking uploads: what is larger than allowed is not written to the disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from hegui.server.evidence.store.base import default_limit


class SizeLimit(FileUploadHandler):
    """Passes on at most a little more than the limit of a file: the store then refuses it.

    The rest of the request is read and dropped, so that the other fields of the form survive.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self.seen, self.limit = 0, default_limit()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass a chunk on, unless the limit has been passed already."""
        over = self.seen > self.limit
        self.seen += len(raw_data)
        return None if over else raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Leave the file to the handlers after this one."""
        return None
