"""Media files made byte by byte, so that tests need no encoder: images, movies, sounds, tags."""

import io
import struct
import zlib
from collections.abc import Iterable

from PIL import Image

LABEL = {
    "Label": "1",
    "ContentProducer": "001191110102MACQD9K64010001",
    "ProduceID": "20261120-0001",
    "ReservedCode1": "",
    "ContentPropagator": "",
    "PropagateID": "",
    "ReservedCode2": "",
}
NAMESPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"


def image(kind: str, size: tuple[int, int] = (24, 16), **options: object) -> bytes:
    """Return a small picture with a gradient; `kind` is PNG or JPEG."""
    picture = Image.new("RGB", size)
    picture.putdata(
        [(x * 9 % 256, y * 13 % 256, 80) for y in range(size[1]) for x in range(size[0])]
    )
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def pixels(data: bytes) -> bytes:
    """Return the decoded pixels of a picture."""
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk with its CRC."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(*chunks: bytes) -> bytes:
    """Return a picture with chunks right behind its header."""
    data = image("PNG")
    return data[:33] + b"".join(chunks) + data[33:]


def xmp(inner: str, extra: str = "") -> bytes:
    """Return a packet around the properties `inner`; `extra` stands among the attributes."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:TC260="{NAMESPACE}" {extra}>{inner}'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def itxt(text: bytes, keyword: bytes = b"XML:com.adobe.xmp", *, packed: bool = False) -> bytes:
    """Return an iTXt chunk, packed with zlib or not."""
    body = zlib.compress(text) if packed else text
    return png_chunk(b"iTXt", keyword + b"\0" + bytes([packed, 0]) + b"\0\0" + body)


def manifest() -> bytes:
    """Return a chunk as it holds a C2PA manifest; there is no signature in it."""
    store = b"\0\0\0\x20jumb\0\0\0\x18jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0"
    return png_chunk(b"caBX", store)


def jpeg_with(*segments: tuple[int, bytes]) -> bytes:
    """Return a picture with APP segments right behind its start marker."""
    data = image("JPEG")
    made = [struct.pack(">BBH", 0xFF, 0xE0 + n, len(body) + 2) + body for n, body in segments]
    return data[:2] + b"".join(made) + data[2:]


def exif(*, comment: bytes = b"", description: bytes = b"", order: str = "<") -> bytes:
    """Return an EXIF payload with an ImageDescription and a UserComment."""
    mark = {"<": b"II", ">": b"MM"}[order]
    head = 8 + 2 + 12 * 2 + 4
    inner = head + len(description)
    first = struct.pack(f"{order}H", 2)
    first += struct.pack(f"{order}HHII", 0x010E, 2, len(description), head)
    first += struct.pack(f"{order}HHII", 0x8769, 4, 1, inner) + b"\0" * 4
    second = struct.pack(f"{order}H", 1)
    second += struct.pack(f"{order}HHII", 0x9286, 7, len(comment), inner + 18) + b"\0" * 4
    return mark + struct.pack(f"{order}HI", 42, 8) + first + description + second + comment


def box(kind: bytes, *bodies: bytes) -> bytes:
    """Return one box of an MP4 file."""
    body = b"".join(bodies)
    return struct.pack(">I", len(body) + 8) + kind + body


def meta(key: bytes, value: bytes, *, quicktime: bool = False) -> bytes:
    """Return a meta box with the handler mdta, one key and one item."""
    return box(
        b"meta",
        b"" if quicktime else b"\0" * 4,
        box(b"hdlr", b"\0" * 8 + b"mdta" + b"\0" * 13),
        box(b"keys", struct.pack(">II", 0, 1), box(b"mdta", key)),
        box(b"ilst", box(b"\0\0\0\1", box(b"data", struct.pack(">II", 1, 0), value))),
    )


def itunes(item: bytes = b"\xa9too", value: bytes = b"Lavf") -> bytes:
    """Return a meta box with the handler mdir, as most tools write it."""
    return box(
        b"meta",
        b"\0" * 4,
        box(b"hdlr", b"\0" * 8 + b"mdirappl" + b"\0" * 9),
        box(b"ilst", box(item, box(b"data", struct.pack(">II", 1, 0), value))),
    )


def freeform(name: bytes, value: bytes) -> bytes:
    """Return a meta box with a free-form item of the handler mdir."""
    return box(
        b"meta",
        b"\0" * 4,
        box(b"hdlr", b"\0" * 8 + b"mdirappl" + b"\0" * 9),
        box(
            b"ilst",
            box(
                b"----",
                box(b"mean", b"\0" * 4, b"com.example"),
                box(b"name", b"\0" * 4, name),
                box(b"data", struct.pack(">II", 1, 0), value),
            ),
        ),
    )


CHUNKS = (b"first chunk of media", b"second chunk")


def movie(
    *in_moov: bytes,
    first: bool = True,
    wide: bool = False,
    tail: bytes = b"",
    brand: bytes = b"isom",
) -> bytes:
    """Return an MP4 with one track of two chunks; `first` puts the movie box before the data."""
    head = box(b"ftyp", brand, b"\0\0\2\0", b"isommp41")
    size = len(_moov(in_moov, (0, 0), wide=wide))
    start = len(head) + (size if first else 0) + 8
    moov = _moov(in_moov, (start, start + len(CHUNKS[0])), wide=wide)
    data = box(b"mdat", *CHUNKS)
    return head + (moov + data if first else data + moov) + tail


def _moov(extra: Iterable[bytes], offsets: tuple[int, ...], *, wide: bool) -> bytes:
    code, kind = ("Q", b"co64") if wide else ("I", b"stco")
    table = box(kind, struct.pack(f">II{len(offsets)}{code}", 0, len(offsets), *offsets))
    track = box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", table))))
    return box(b"moov", box(b"mvhd", b"\0" * 100), track, *extra)


def media_chunks(data: bytes) -> list[bytes]:
    """Return what the chunk offsets of a movie made by `movie` point to."""
    at = data.find(b"stco")
    code, width = ("I", 4) if at >= 0 else ("Q", 8)
    at = at if at >= 0 else data.find(b"co64")
    (count,) = struct.unpack_from(">I", data, at + 8)
    offsets = struct.unpack_from(f">{count}{code}", data, at + 12)
    assert width * count > 0
    return [data[o : o + len(c)] for o, c in zip(offsets, CHUNKS, strict=True)]


AUDIO = (b"\xff\xfb\x90\x00" + b"\0" * 413) * 3
"""Three silent frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz."""


def sound(*frames: bytes, version: int = 4, flags: int = 0, padding: int = 0) -> bytes:
    """Return an MP3 with an ID3v2 tag made of `frames`."""
    body = b"".join(frames) + b"\0" * padding
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3" + bytes([version, 0, flags]) + size + body + AUDIO


def frame(name: bytes, body: bytes, *, version: int = 4, flags: int = 0) -> bytes:
    """Return one ID3v2.3 or 2.4 frame."""
    shifts = (21, 14, 7, 0) if version == 4 else (24, 16, 8, 0)
    mask = 0x7F if version == 4 else 0xFF
    return name + bytes(len(body) >> s & mask for s in shifts) + bytes([0, flags]) + body


def txxx(description: str, value: str, *, code: int = 3, **options: int) -> bytes:
    """Return a user text frame in one of the four encodings."""
    encoding = ("latin-1", "utf-16", "utf-16-be", "utf-8")[code]
    end = b"\0\0" if code in (1, 2) else b"\0"
    body = bytes([code]) + description.encode(encoding) + end + value.encode(encoding)
    return frame(b"TXXX", body, **options)
