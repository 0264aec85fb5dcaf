"""Looking at uploads: what they are, what is refused, what is flagged, which name they get."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from hegui.server.evidence.inspection import FileRefusedError, Inspected, inspect, safe_name
from tests.support.evidence import PNG

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
JS_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/Java#53cript/#4aS(app.alert(1))>>>>endobj"
)


def look(data: bytes, name: str = "file") -> Inspected:
    return inspect(io.BytesIO(data), name)


def packed(*names: str, body: bytes = b"x", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name in names:
            archive.writestr(name, body)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    crc = struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + crc


def encrypted_zip() -> bytes:
    data = bytearray(packed("secret.txt"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


KINDS: list[tuple[bytes, str, str, str]] = [
    (PNG, "a.png", "image/png", "a.png"),
    (HTML, "照片.png", "text/html", "照片.png.html.txt"),
    (SVG, "标志.svg", "image/svg+xml", "标志.svg.txt"),
    (b"<?xml version='1.0'?>" + SVG, "x.xml", "image/svg+xml", "x.xml.svg.txt"),
    (PNG, "发票.pdf.exe", "image/png", "发票.pdf.exe.png"),
    ("标识,值\n甲,1\n".encode("gb18030"), "表.csv", "text/csv", "表.csv"),
    ("说明".encode("utf-16"), "注.txt", "text/plain", "注.txt"),
    (b'{"a": 1}', "x.json", "application/json", "x.json"),
    (b"#!/bin/sh\nrm -rf /\n", "run.bat", "text/plain", "run.bat.txt"),
    (b"BMW 3\xe7\xb3\xbb\n", "车.txt", "text/plain", "车.txt"),
    (packed("[Content_Types].xml", "word/document.xml"), "x.docx", "docx", "x.docx"),
    (packed("a.txt"), "x.docx", "application/zip", "x.docx.zip"),
    (b"\x01\x02\x03\x80\xff" * 50, "x.dat", "application/octet-stream", "x.dat.bin"),
    (b"PAR1" + b"\x00" * 20, "x.parquet", "application/vnd.apache.parquet", "x.parquet"),
]


@pytest.mark.parametrize(("data", "name", "kind", "kept"), KINDS, ids=[k[3] for k in KINDS])
def test_the_content_says_what_a_file_is(data: bytes, name: str, kind: str, kept: str) -> None:
    found = look(data, name)
    assert found.name == kept
    assert kind == found.media_type or (kind == "docx" and "wordprocessing" in found.media_type)


REFUSED: list[tuple[str, Callable[[], bytes]]] = [
    ("empty", lambda: b""),
    ("windows program as pdf", lambda: b"MZ\x90\x00%PDF-1.4"),
    ("linux program", lambda: b"\x7fELF\x02\x01\x01" + b"\x00" * 40),
    ("java archive", lambda: packed("META-INF/MANIFEST.MF", "A.class")),
    ("zip slip", lambda: packed("../../etc/cron.d/evil")),
    ("zip slip with backslashes", lambda: packed("..\\..\\windows\\evil.txt")),
    ("absolute path", lambda: packed("/etc/passwd")),
    ("bomb", lambda: packed("zeros", body=b"\x00" * 80_000_000)),
    ("too many entries", lambda: packed(*(str(n) for n in range(10_001)))),
    ("cut zip", lambda: packed("a.txt")[:-10]),
    ("huge picture", lambda: huge_png(60_000, 60_000)),
    ("broken picture", lambda: b"\x89PNG\r\n\x1a\nnothing"),
]


@pytest.mark.parametrize(("what", "data"), REFUSED, ids=[r[0] for r in REFUSED])
def test_what_may_do_harm_is_refused(what: str, data: Callable[[], bytes]) -> None:
    with pytest.raises(FileRefusedError) as refused:
        look(data(), "资料.pdf")
    assert "资料.pdf" in refused.value.message("zh")


FLAGGED: list[tuple[str, bytes, str]] = [
    ("javascript", JS_PDF, "x.pdf"),
    ("active", SVG, "x.svg"),
    ("active", HTML, "x.html"),
    ("macros", packed("[Content_Types].xml", "word/vbaProject.bin"), "x.docm"),
    ("nested", packed("inner.zip"), "x.zip"),
    ("encrypted", encrypted_zip(), "x.zip"),
    ("polyglot", PNG + packed("evil.txt"), "x.png"),
    ("polyglot", PNG + HTML, "x.png"),
    ("polyglot", b"%PDF-1.4\n" + packed("a"), "x.pdf"),
    ("renamed", PNG, "x.jpg"),
]


@pytest.mark.parametrize(("flag", "data", "name"), FLAGGED)
def test_what_is_odd_is_flagged(flag: str, data: bytes, name: str) -> None:
    assert flag in look(data, name).flags


def test_an_archive_that_holds_itself_is_not_opened() -> None:
    inner = packed("r.zip")
    assert "nested" in look(packed("r.zip", body=inner), "quine.zip").flags


NAMES = [
    ("../../etc/passwd", "passwd.txt"),
    ("C:\\temp\\报告.txt", "报告.txt"),
    ("报告\u202etxt.exe", "报告txt.exe.txt"),
    ("a\x00b\n.txt", "ab.txt"),
    ("CON.txt", "_CON.txt"),
    ("lpt1", "_lpt1.txt"),
    (".htaccess", "htaccess.txt"),
    ("  .. ", "file.txt"),
    ("", "file.txt"),
    ('<img src="x">.txt', "_img src=_x__.txt"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_names_cannot_deceive(given: str, kept: str) -> None:
    assert safe_name(given, "text/plain") == kept


def test_a_very_long_name_keeps_its_suffix() -> None:
    name = safe_name("长" * 10_000 + ".txt", "text/plain")
    assert name.endswith(".txt")
    assert len(name) <= 150
