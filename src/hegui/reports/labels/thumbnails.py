"""Small pictures for reports: of an image its first frame, of a film its opening."""

import base64
import io
from pathlib import Path
from typing import Any

from hegui.checks.labels.explicit.films import film_frames, read_film
from hegui.checks.labels.explicit.judging import content_of
from hegui.checks.labels.explicit.pictures import upright_frames
from hegui.common.errors import HeguiError

SIDE = 240


def thumbnail(path: Path) -> str:
    """Return a JPEG in Base64, at most 240 pixels wide and high; "" where none can be made."""
    try:
        picture: Any = _first(path)
    except (HeguiError, OSError, ValueError):
        return ""
    picture.thumbnail((SIDE, SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return base64.b64encode(buffer.getvalue()).decode()


def _first(path: Path) -> Any:
    if content_of(path) == "video":
        return film_frames(read_film(path), [0.0])[0]
    return upright_frames(path)[0]
