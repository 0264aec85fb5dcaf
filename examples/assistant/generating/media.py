"""Generated media of the service: pictures, clips and sound, labelled, not labelled, or labelled badly.

Whether a file carries the implicit label is the point here, so the containers are written by hand.
"""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from generating import containers
from generating.chance import below

PRODUCER = "Yunlu-Technology-(fictional)"
SIDE = 48


class Made(NamedTuple):
    """A file to make: its name and label; an empty label means none."""

    name: str
    label: str


NO_LABEL = ("img-011.png", "img-110.jpg", "clip-07.mp4", "voice-07.mp3", "voice-08.mp3")
"""Exported before the labelling step was added to these paths."""
NO_NUMBER = ("img-012.png", "clip-08.mp4")
"""Labelled, but without the number of the content."""


def plan() -> Iterator[Made]:
    """Yield all files: 12 PNG, 11 JPEG, 8 MP4 and 8 MP3."""
    names = [f"img-{n:03d}.png" for n in range(1, 13)]
    names += [f"img-{n:03d}.jpg" for n in range(101, 112)]
    names += [f"clip-{n:02d}.mp4" for n in range(1, 9)]
    names += [f"voice-{n:02d}.mp3" for n in range(1, 9)]
    for name in names:
        yield Made(name, "" if name in NO_LABEL else label_for(name))


def label_for(name: str) -> str:
    """Return the label of a file as compact JSON."""
    number = "" if name in NO_NUMBER else f"20261108-{below(10**16, name):016d}"
    fields = {
        "Label": "1",
        "ContentProducer": PRODUCER,
        "ProduceID": number,
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    return json.dumps(fields, separators=(",", ":"))


def write(folder: Path) -> None:
    """Write all files."""
    folder.mkdir(parents=True)
    for made in plan():
        data = _MAKERS[Path(made.name).suffix](made.name, made.label)
        (folder / made.name).write_bytes(data)


def picture(name: str, form: str, turn: int = 0) -> bytes:
    """Return a small picture of coloured squares as PNG or JPEG."""
    from PIL import Image

    image = Image.new("RGB", (SIDE, SIDE))
    for x in range(0, SIDE, 8):
        for y in range(0, SIDE, 8):
            shade = (below(200, name, x, y) + 9 * turn) % 256
            image.paste((shade, (shade * 2) % 256, 255 - shade), (x, y, x + 8, y + 8))
    data = BytesIO()
    image.save(data, form)
    return data.getvalue()


def _png(name: str, label: str) -> bytes:
    return containers.png(picture(name, "PNG"), label)


def _jpeg(name: str, label: str) -> bytes:
    return containers.jpeg(picture(name, "JPEG"), label)


def _mp4(name: str, label: str) -> bytes:
    frames = [picture(name, "JPEG", turn) for turn in range(6)]
    return containers.mp4(frames, (SIDE, SIDE), label)


def _mp3(name: str, label: str) -> bytes:
    return containers.mp3(40 + below(20, name), label)


_MAKERS: dict[str, Callable[[str, str], bytes]] = {
    ".png": _png,
    ".jpg": _jpeg,
    ".mp4": _mp4,
    ".mp3": _mp3,
}
