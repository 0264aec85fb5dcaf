"""The label in WAV: a chunk AIGC (the guide's place); an entry AIGC of `LIST INFO` is read too."""

from collections.abc import Iterator

from hegui.checks.labels.carriers.av.riff_label import JUNK, edited, quiet_info, whole_list
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan
from hegui.checks.labels.carriers.riff import (
    HEADER,
    LABEL,
    MANIFEST,
    Chunk,
    body_end,
    chunk,
    chunks,
    info_lists,
    is_info,
    riff_kind,
    site_of,
)
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import Source


def _chunks(source: Source) -> list[Chunk]:
    return list(chunks(source, HEADER, body_end(source), "WAV"))


def wav_sites(source: Source) -> list[Site]:
    """Return the labels of a WAV file."""
    top = _chunks(source)
    sites = [site_of(source, part, "WAV AIGC") for part in top if part.kind == LABEL]
    listed = (part for part in info_lists(source, iter(top)) if part.kind == LABEL)
    return sites + [site_of(source, part, "WAV LIST INFO AIGC") for part in listed]


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into a chunk of its own."""
    top = _chunks(source)
    entries = list(info_lists(source, iter(top)))
    labels = [part for part in top if part.kind == LABEL]
    labels += whole_list(source, top, entries, LABEL)
    return edited(source, top, labels, None if text is None else chunk(LABEL, text.encode()))


def payload(source: Source) -> Iterator[Piece]:
    """Yield all chunks but labels and junk."""
    for part in _chunks(source):
        if is_info(source, part):
            yield quiet_info(source, info_lists(source, iter([part])), LABEL)
        elif part.kind == MANIFEST:
            yield Copy(part.at, min(part.end, source.size))
        elif part.kind != LABEL and part.kind not in JUNK:
            # The first number of ds64 is the size of the whole, which grows with a label.
            yield part.kind
            yield Copy(min(part.start + 8 * (part.kind == b"ds64"), part.stop), part.stop)


CARRIER = Carrier(
    name="wav",
    family="audio",
    extensions=(".wav", ".wave", ".bwf", ".rf64"),
    sniff=lambda source: riff_kind(source) == b"WAVE",
    sites=wav_sites,
    edit=edit,
    payload=payload,
    guide="PG202510A",
    place="RIFF chunk AIGC",
)
