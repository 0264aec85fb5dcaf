"""The label in Ogg (Vorbis, Opus, Theora, FLAC): a comment AIGC of the first stream."""

from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.av.comments import Comments, comment_sites, comments, is_label
from hegui.checks.labels.carriers.av.ogg_pages import (
    FIRST,
    SIGNATURE,
    Page,
    lacing_of,
    pages,
    relaid,
)
from hegui.checks.labels.carriers.errors import CUT_OFF, TOO_LARGE, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import (
    Carrier,
    Copy,
    Piece,
    Plan,
    RefusedError,
    joined,
)
from hegui.checks.labels.carriers.refusals import NO_ROOM, NOT_MERGED
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import Source

HEADS = {
    b"\x01vorbis": b"\x03vorbis",
    b"OpusHead": b"OpusTags",
    b"\x80theora": b"\x81theora",
    b"Speex   ": b"",
    b"\x7fFLAC": b"",
}
"""How the first packet of a stream begins, and its comments."""
FLAC_BLOCK = b"\x7fFLAC"
PLACE = "Ogg comment"
MAX_COMMENTS = 16 << 20
MAX_STREAMS = 32


class Stream(NamedTuple):
    """The comments of one stream: pages that hold them, what stands before and behind them."""

    head: bytes
    pages: list[Page]
    prefix: bytes
    packet: bytes
    rest: bytes
    rest_lacing: bytes


def _streams(source: Source) -> list[Stream]:
    """Return the streams that begin the file, in order, with their second packets."""
    heads: dict[int, bytes] = {}
    seconds: dict[int, list[Page]] = {}
    out: list[Stream] = []
    for page in pages(source):
        if page.flags & FIRST:
            if page.at and seconds:
                break  # another chain: a file put behind this one
            heads[page.serial] = _known(source, page)
            if len(heads) > MAX_STREAMS:
                raise UnreadableMediaError(TOO_LARGE, place="Ogg", limit=MAX_STREAMS)
            continue
        known = heads.get(page.serial, b"")
        if known:
            gathered = seconds.setdefault(page.serial, [])
            gathered.append(page)
            if (found := _comments_packet(source, known, gathered)) is not None:
                out.append(found)
                heads[page.serial] = b""
        if not any(heads.values()):
            return out
    if any(heads.values()):
        raise UnreadableMediaError(CUT_OFF, place="Ogg")
    return out


def _known(source: Source, page: Page) -> bytes:
    data = source.at(page.start, min(8, page.end - page.start), "Ogg")
    return next((head for head in HEADS if data.startswith(head)), b"")


def _comments_packet(source: Source, head: bytes, gathered: list[Page]) -> Stream | None:
    """Return the stream once its second packet is whole."""
    if sum(page.end - page.start for page in gathered) > MAX_COMMENTS:
        raise UnreadableMediaError(TOO_LARGE, place=PLACE, limit=MAX_COMMENTS >> 10)
    lacing = b"".join(page.lacing for page in gathered)
    at = next((n for n, size in enumerate(lacing) if size < 255), None)
    if at is None:
        return None
    size = sum(lacing[: at + 1])
    data = b"".join(source.at(p.start, p.end - p.start, "Ogg") for p in gathered)
    packet, rest = data[:size], data[size:]
    prefix = packet[:4] if head == FLAC_BLOCK else HEADS[head]
    if not packet.startswith(prefix):
        raise UnreadableMediaError(CUT_OFF, place=PLACE)
    return Stream(head, list(gathered), prefix, packet[len(prefix) :], rest, lacing[at + 1 :])


def ogg_sites(source: Source) -> list[Site]:
    """Return the labels of an Ogg file."""
    sites: list[Site] = []
    for stream in _streams(source):
        whole = len(stream.pages) == 1
        base = stream.pages[0].start + len(stream.prefix)
        for site in comment_sites(comments(stream.packet, PLACE), PLACE, base):
            end = stream.pages[-1].end
            sites.append(site if whole else site._replace(start=stream.pages[0].at, end=end))
    return sites


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the comments of the first stream that has some."""
    streams = _streams(source)
    if not streams and text is not None:
        raise RefusedError(NOT_MERGED, place=PLACE)
    changes: list[tuple[int, int, bytes]] = []
    wanted = text
    for stream in streams:
        found = comments(stream.packet, PLACE)
        if wanted is not None or any(is_label(entry) for _at, entry in found.entries):
            changes += _relaid(stream, _dump(stream, found, wanted))
        wanted = None
    plan: Plan = []
    position = 0
    for start, end, data in sorted(changes):
        plan += [Copy(position, start), data]
        position = end
    return joined([*plan, Copy(position, source.size)])


def _dump(stream: Stream, found: Comments, text: str | None) -> bytes:
    """Return the packet with the label; zeros that Opus keeps for changes are used up first."""
    new = found.dump(text)
    if stream.head == b"OpusHead" and not found.rest.strip(b"\0"):
        new = found.dump(text, with_rest=False)
        new += b"\0" * max(0, len(stream.packet) - len(new))
    if stream.head == FLAC_BLOCK:
        return stream.prefix[:1] + len(new).to_bytes(3, "big") + new
    return stream.prefix + new


def _relaid(stream: Stream, packet: bytes) -> list[tuple[int, int, bytes]]:
    lacing = lacing_of(packet) + stream.rest_lacing
    new = relaid(stream.pages, lacing, packet + stream.rest)
    if new is None:
        raise RefusedError(NO_ROOM, place=PLACE)
    return [(page.at, page.end, data) for page, data in zip(stream.pages, new, strict=True)]


def payload(source: Source) -> Iterator[Piece]:
    """Yield all pages as they are, but comments as what they say without labels."""
    streams = _streams(source)
    ours = sorted((page for stream in streams for page in stream.pages), key=lambda p: p.at)
    for stream in streams:
        found = comments(stream.packet, PLACE)
        yield found.dump(None, with_rest=bool(found.rest.strip(b"\0")))
        yield stream.rest + stream.rest_lacing
    position = 0
    for page in ours:
        yield Copy(position, page.at)
        position = page.end
    yield Copy(position, source.size)


CARRIER = Carrier(
    name="ogg",
    family="audio",
    extensions=(".ogg", ".oga", ".opus", ".ogv", ".spx"),
    sniff=lambda source: source.head(4) == SIGNATURE,
    sites=ogg_sites,
    edit=edit,
    payload=payload,
    guide="PG202510A",
    place="comment AIGC of the first stream",
)
