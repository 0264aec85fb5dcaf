"""The label in JPEG: an APP1 segment with an XMP packet."""

import hashlib
import struct
from typing import BinaryIO

from hegui.checks.labels.carriers.jpeg import APP0, APP1, XMP_HEADER, Segment, jpeg_segments
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.write.errors import NO_ROOM, LabelWriteError
from hegui.checks.labels.write.packet import joined, packet

PLACE = "JPEG APP1 XMP"
MAX_PAYLOAD = 65_533


def write(source: Source, out: BinaryIO, text: str, name: str) -> None:
    """Write the file with the label behind its leading APP0 and APP1 segments."""
    segments = list(jpeg_segments(source))
    old = next((s for s in segments if is_xmp(source, s)), None)
    if old is None:
        start = end = _insertion(segments)
        xmp = packet(text)
    else:
        start, end = old.at, old.start + old.length
        before = source.at(old.start, old.length, PLACE)[len(XMP_HEADER) :]
        xmp = joined(before, text, name, PLACE)
    payload = XMP_HEADER + xmp
    if len(payload) > MAX_PAYLOAD:
        raise LabelWriteError(name, NO_ROOM, place=PLACE)
    for data in source.stream(0, start):
        out.write(data)
    out.write(struct.pack(">BBH", 0xFF, APP1, len(payload) + 2) + payload)
    for data in source.stream(end, source.size):
        out.write(data)


def _insertion(segments: list[Segment]) -> int:
    """Return the offset behind the APP0 and APP1 segments at the start."""
    position = 2
    for segment in segments:
        if segment.marker not in (APP0, APP1) or segment.at != position:
            break
        position = segment.start + segment.length
    return position


def essence(source: Source) -> str:
    """Return a digest of everything but the XMP segment."""
    skipped = [s for s in jpeg_segments(source) if is_xmp(source, s)]
    digest = hashlib.sha256()
    position = 0
    for segment in skipped:
        for data in source.stream(position, segment.at):
            digest.update(data)
        position = segment.start + segment.length
    for data in source.stream(position, source.size):
        digest.update(data)
    return digest.hexdigest()


def is_xmp(source: Source, segment: Segment) -> bool:
    """Tell whether a segment is the XMP packet."""
    if segment.marker != APP1 or segment.length < len(XMP_HEADER):
        return False
    return source.at(segment.start, len(XMP_HEADER), PLACE) == XMP_HEADER
