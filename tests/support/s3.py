"""A small S3-speaking server on the loopback for tests: objects in memory, signatures demanded.

Speaks what pyarrow uses: HEAD and GET (with ranges), PUT, DELETE, listing, multipart uploads. Every
request must carry an AWS Signature Version 4 of the known key; others get 403.
"""

import hashlib
import io
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO, Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

ACCESS, SECRET = "test-access", "test-secret"
SIGNED = re.compile(
    rf"AWS4-HMAC-SHA256 Credential={ACCESS}/\d{{8}}/[\w-]+/s3/aws4_request, ?SignedHeaders=[^,]+, ?Signature=[0-9a-f]{{64}}\Z"
)
SPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


class S3Server(ThreadingHTTPServer):
    """Holds the objects, those nobody may read, and the requests that were refused."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, tuple[bytes, float]] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.refused: list[str] = []
        self.forbidden: set[str] = set()
        self.good_until: dict[str, int] = {}
        """Bytes of an object that can be read; parts beyond are refused, or the line is cut."""
        self.cuts = False
        """Whether the line is cut where bytes are bad, in place of an answer that says so."""

    @property
    def address(self) -> str:
        """Return the endpoint."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: S3Server

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def handle_one(self) -> None:
        """Check the signature, then do what is asked."""
        parts = urlsplit(self.path)
        self.key = unquote(parts.path).lstrip("/")
        self.asked = parse_qs(parts.query, keep_blank_values=True)
        self.body = self._body()
        signed = SIGNED.match(self.headers.get("Authorization", ""))
        if not signed or self.key in self.server.forbidden:
            self.server.refused.append(f"{self.command} {self.path}")
            self.answer(403, b"<Error><Code>AccessDenied</Code></Error>")
            return
        getattr(self, f"on_{self.command.lower()}")()

    do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = handle_one  # noqa: N815

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            data = self._chunked(self.rfile)
        else:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        packed = "aws-chunked" in self.headers.get("Content-Encoding", "")
        return self._chunked(io.BytesIO(data)) if packed else data

    def _chunked(self, source: IO[bytes]) -> bytes:
        """Read chunks: a size in hexadecimal on a line, the bytes, an empty line; then trailers."""
        out = b""
        while size := int(source.readline().split(b";")[0], 16):
            out += source.read(size)
            source.readline()
        while source.readline().strip():
            pass
        return out

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def on_head(self) -> None:
        """Tell size and time of an object, or that the bucket is there."""
        if "/" not in self.key.rstrip("/"):
            self.answer(200)
            return
        found = self.server.objects.get(self.key)
        if found is None:
            self.answer(404)
            return
        self.answer(200, Content_Length=str(len(found[0])), **self._about(*found))

    def _about(self, data: bytes, at: float) -> dict[str, str]:
        tag = hashlib.md5(data, usedforsecurity=False).hexdigest()
        return {"ETag": f'"{tag}"', "Last_Modified": formatdate(at, usegmt=True)}

    def on_get(self) -> None:
        """Give an object or a part of it, or list the bucket."""
        if "list-type" in self.asked or "/" not in self.key.rstrip("/"):
            self._list()
            return
        found = self.server.objects.get(self.key)
        if found is None:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        data, about = found[0], self._about(*found)
        good = self.server.good_until.get(self.key, len(data))
        part = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not part:
            self.answer(200, data, **about)
            return
        start, end = int(part[1]), min(int(part[2] or len(data) - 1), len(data) - 1)
        about["Content_Range"] = f"bytes {start}-{end}/{len(data)}"
        if end < good:
            self.answer(206, data[start : end + 1], **about)
        elif self.server.cuts:
            length = str(end + 1 - start)
            self.answer(206, data[start : max(start, good)], Content_Length=length, **about)
            self.close_connection = True
        else:
            self.answer(403, b"<Error><Code>InvalidObjectState</Code></Error>")

    def _list(self) -> None:
        bucket = self.key.rstrip("/")
        prefix = f"{bucket}/{self.asked.get('prefix', [''])[0]}"
        rows = "".join(
            f"<Contents><Key>{escape(key[len(bucket) + 1 :])}</Key><Size>{len(data)}</Size>"
            "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
            for key, (data, _) in sorted(self.server.objects.items())
            if key.startswith(prefix)
        )
        count = rows.count("<Contents>")
        text = (
            f'<?xml version="1.0"?><ListBucketResult xmlns="{SPACE}"><Name>{bucket}</Name>'
            f"<KeyCount>{count}</KeyCount><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
        )
        self.answer(200, text.encode(), Content_Type="application/xml")

    def on_put(self) -> None:
        """Keep an object or a part of one."""
        tag = hashlib.md5(self.body, usedforsecurity=False).hexdigest()
        if "uploadId" in self.asked:
            number = int(self.asked["partNumber"][0])
            self.server.uploads[self.asked["uploadId"][0]][number] = self.body
        else:
            self.server.objects[self.key] = (self.body, time.time())
        self.answer(200, ETag=f'"{tag}"')

    def on_post(self) -> None:
        """Begin or end a multipart upload; delete several objects."""
        if "uploads" in self.asked:
            upload = f"u{len(self.server.uploads)}"
            self.server.uploads[upload] = {}
            body = f'<InitiateMultipartUploadResult xmlns="{SPACE}"><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>'
        elif "delete" in self.asked:
            for key in re.findall(rb"<Key>([^<]*)</Key>", self.body):
                self.server.objects.pop(f"{self.key.rstrip('/')}/{key.decode()}", None)
            body = f'<DeleteResult xmlns="{SPACE}"/>'
        else:
            parts = self.server.uploads.pop(self.asked["uploadId"][0])
            whole = b"".join(parts[number] for number in sorted(parts))
            self.server.objects[self.key] = (whole, time.time())
            body = f'<CompleteMultipartUploadResult xmlns="{SPACE}"><ETag>"x"</ETag></CompleteMultipartUploadResult>'
        self.answer(200, body.encode(), Content_Type="application/xml")

    def on_delete(self) -> None:
        """Remove an object, or give an upload up."""
        if "uploadId" in self.asked:
            self.server.uploads.pop(self.asked["uploadId"][0], None)
        self.server.objects.pop(self.key, None)
        self.answer(204)


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """Run the server in a thread."""
    server = S3Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
