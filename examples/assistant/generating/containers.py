"""PNG, JPEG, MP4 and MP3 by hand, with the implicit label where the practice guide wants it.

PNG and JPEG carry it as XMP; MP4 as a metadata key `AIGC`; MP3 as a text frame `AIGC`.
"""

import struct
import zlib
from xml.sax.saxutils import escape

NAMESPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP_KEYWORD = b"XML:com.adobe.xmp\0\0\0\0\0"
XMP_MARK = b"http://ns.adobe.com/xap/1.0/\0"
PNG_HEAD = 33
"""Signature and IHDR chunk; a text chunk may follow directly."""
FRAME_TICKS, TICKS_PER_SECOND = 200, 1000
SILENCE = bytes.fromhex("fffb9064") + bytes(413)
"""One frame of MPEG-1 layer III, 128 kbit/s, 44.1 kHz, with nothing in it."""


def xmp(label: str) -> bytes:
    """Return an XMP packet with the label."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">'
        f'<rdf:Description rdf:about="" xmlns:TC260="{NAMESPACE}">'
        f"<TC260:AIGC>{escape(label)}</TC260:AIGC>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def png(data: bytes, label: str) -> bytes:
    """Return a PNG with the label as an iTXt chunk behind its header."""
    if not label:
        return data
    body = b"iTXt" + XMP_KEYWORD + xmp(label)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:PNG_HEAD] + chunk + data[PNG_HEAD:]


def jpeg(data: bytes, label: str) -> bytes:
    """Return a JPEG with the label as an APP1 segment behind the JFIF header."""
    if not label:
        return data
    body = XMP_MARK + xmp(label)
    end = 4 + struct.unpack(">H", data[4:6])[0]
    return data[:end] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[end:]


def mp3(frames: int, label: str) -> bytes:
    """Return silence of so many frames, with the label in an ID3v2.4 tag."""
    if not label:
        return SILENCE * frames
    body = b"\3AIGC\0" + label.encode()
    frame = b"TXXX" + synchsafe(len(body)) + b"\0\0" + body
    return b"ID3\4\0\0" + synchsafe(len(frame)) + frame + SILENCE * frames


def synchsafe(value: int) -> bytes:
    """Return a number as four bytes of seven bits."""
    return bytes(value >> shift & 0x7F for shift in (21, 14, 7, 0))


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return one box of an MP4 file."""
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(kind: bytes, *parts: bytes, flags: int = 0) -> bytes:
    """Return a box with version 0 and flags."""
    return box(kind, struct.pack(">I", flags), *parts)


MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def mp4(frames: list[bytes], size: tuple[int, int], label: str) -> bytes:
    """Return a clip whose frames are JPEG pictures; players that know Motion JPEG show it."""
    head = box(b"ftyp", b"isom", struct.pack(">I", 0x200), b"isomiso2mp41")
    data = box(b"mdat", *frames)
    return head + data + _moov(frames, size, len(head) + 8, label)


def _moov(frames: list[bytes], size: tuple[int, int], first: int, label: str) -> bytes:
    duration = len(frames) * FRAME_TICKS
    header = full(
        b"mvhd",
        struct.pack(">4I", 0, 0, TICKS_PER_SECOND, duration),
        struct.pack(">IH10x", 0x10000, 0x100),
        MATRIX,
        bytes(24),
        struct.pack(">I", 2),
    )
    parts = [header, _track(frames, size, first, duration)]
    return box(b"moov", *parts, *([box(b"udta", _label_box(label))] if label else []))


def _label_box(label: str) -> bytes:
    handler = full(b"hdlr", bytes(4), b"mdta", bytes(12), b"\0")
    keys = full(b"keys", struct.pack(">I", 1), box(b"mdta", b"AIGC"))
    value = box(b"data", struct.pack(">2I", 1, 0), label.encode())
    return full(b"meta", handler, keys, box(b"ilst", box(struct.pack(">I", 1), value)))


def _track(frames: list[bytes], size: tuple[int, int], first: int, duration: int) -> bytes:
    width, height = size
    header = full(
        b"tkhd",
        struct.pack(">5I", 0, 0, 1, 0, duration),
        bytes(16),
        MATRIX,
        struct.pack(">2I", width << 16, height << 16),
        flags=3,
    )
    times = full(b"mdhd", struct.pack(">4I2H", 0, 0, TICKS_PER_SECOND, duration, 0x55C4, 0))
    handler = full(b"hdlr", bytes(4), b"vide", bytes(12), b"Video\0")
    place = box(b"dinf", full(b"dref", struct.pack(">I", 1), full(b"url ", flags=1)))
    media = box(b"minf", full(b"vmhd", bytes(8), flags=1), place, _samples(frames, size, first))
    return box(b"trak", header, box(b"mdia", times, handler, media))


def _samples(frames: list[bytes], size: tuple[int, int], first: int) -> bytes:
    count = len(frames)
    entry = box(
        b"jpeg",
        bytes(6),
        struct.pack(">H", 1),
        bytes(16),
        struct.pack(">2H", *size),
        struct.pack(">3IH", 0x480000, 0x480000, 0, 1),
        bytes(32),
        struct.pack(">Hh", 24, -1),
    )
    lengths = [len(frame) for frame in frames]
    return box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), entry),
        full(b"stts", struct.pack(">3I", 1, count, FRAME_TICKS)),
        full(b"stsc", struct.pack(">4I", 1, 1, count, 1)),
        full(b"stsz", struct.pack(f">2I{count}I", 0, count, *lengths)),
        full(b"stco", struct.pack(">2I", 1, first)),
    )
