"""A form with one file, sent piece by piece."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hegui.client.shapes import Upload

CHUNK = 256 * 1024
Progress = Callable[[Upload], None]


class FileForm:
    """A multipart body that is read from the disk while it is sent."""

    def __init__(self, file: Path, fields: Mapping[str, str], progress: Progress | None) -> None:
        self.file = file
        self.progress = progress
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        parts = [_field(boundary, name, value) for name, value in fields.items()]
        self.head = b"".join(parts) + _file_head(boundary, file.name)
        self.tail = f"\r\n--{boundary}--\r\n".encode()
        self.size = file.stat().st_size
        self.length = len(self.head) + self.size + len(self.tail)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the body."""
        yield self.head
        sent = 0
        with self.file.open("rb") as opened:
            while chunk := opened.read(CHUNK):
                yield chunk
                sent += len(chunk)
                if self.progress is not None:
                    self.progress(Upload(sent=sent, total=self.size))
        yield self.tail


def _field(boundary: str, name: str, value: str) -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return f"{head}{value}\r\n".encode()


def _file_head(boundary: str, name: str) -> bytes:
    safe = "".join(c if c.isprintable() and c not in '"\\' else "_" for c in name)
    return (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode("utf-8", "replace")
