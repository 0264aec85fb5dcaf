"""Which files of folders are media, which stand beside them, and which are neither."""

import mimetypes
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hegui.checks.corpus.errors import FormatError
from hegui.checks.corpus.media.captions import Beside, is_called_media
from hegui.checks.corpus.media.errors import NoMediaError
from hegui.checks.corpus.media.looking import is_media_content
from hegui.checks.corpus.reading.files import format_of, spelled
from hegui.checks.corpus.shards.errors import NoSuchPathError
from hegui.checks.corpus.shards.walk import Walk

UNTOLD = (None, "application/octet-stream")
"""What the system says of names that tell nothing."""


@dataclass(slots=True)
class MediaFiles:
    """What paths name: media, what stands beside them, and what is not looked at.

    The names are those of the other commands: `left_out` counts files that are no media by the end
    of their name, `earlier` are folders with outputs of earlier runs, `passed_over` says why of links
    and hidden files, `twice` counts files that were named before.
    """

    media: dict[Path, None] = field(default_factory=dict)
    beside: dict[Path, None] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    earlier: list[str] = field(default_factory=list)
    passed_over: dict[str, str] = field(default_factory=dict)
    twice: dict[str, int] = field(default_factory=dict)


def media_files(paths: Iterable[Path], besides: Path | None = None) -> MediaFiles:
    """Return the media files that paths name, each once; raises `NoMediaError` for a path without any.

    A file named by itself is taken for media. `besides` is the output folder of the run itself.
    """
    walk, found, met = Walk(besides), MediaFiles(), set[str]()
    left, twice, beside = Counter[str](), Counter[str](), Beside()
    for path in paths:
        if not path.exists():
            raise NoSuchPathError(path=spelled(path))
        files = [path] if path.is_file() else list(walk.places(path))
        kinds = {file: "media" if file == path else kind_of_file(file, beside) for file in files}
        if "media" not in kinds.values():
            raise NoMediaError(path=spelled(path))
        for file, kind in kinds.items():
            place = os.path.realpath(file)
            if place in met:
                twice[spelled(path)] += kind != "other"
                continue
            met.add(place)
            if kind == "other":
                left[spelled(file.suffix.lower() or file.name)] += 1
            else:
                (found.media if kind == "media" else found.beside)[file] = None
    found.left_out, found.twice = dict(sorted(left.items())), dict(+twice)
    found.earlier, found.passed_over = sorted(walk.earlier), walk.passed()
    return found


def kind_of_file(path: Path, beside: Beside) -> str:
    """Return `media`, `beside` (tables and captions) or `other`, by the name, else by the content.

    A file that is called an image and is none is media that cannot be read; a document, an archive
    or a program is no media at all. Where the name tells nothing, the first bytes decide.
    """
    if beside.is_read(path):
        return "beside"
    if is_called_media(path):
        return "media"
    untold = mimetypes.guess_type(path.name)[0] in UNTOLD and not is_corpus(path)
    return "media" if untold and is_media_content(path) else "other"


def is_corpus(path: Path) -> bool:
    """Tell whether a file is text or a table of a corpus, by its name."""
    try:
        format_of(path.name, path.name)
    except FormatError:
        return False
    return True
