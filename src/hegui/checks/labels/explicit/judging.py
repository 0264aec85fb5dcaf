"""Judging the explicit label of one file, whatever it is."""

from pathlib import Path
from typing import Any

from hegui.checks.labels.carriers.errors import NOT_A_FILE
from hegui.checks.labels.explicit import documents
from hegui.checks.labels.explicit.errors import (
    CANNOT_READ,
    ExplicitLabelError,
    UnsupportedContentError,
)
from hegui.checks.labels.explicit.evidence import read_record
from hegui.checks.labels.explicit.rules import CHECK, Content, ExplicitRules
from hegui.checks.labels.explicit.texts import judge_text
from hegui.checks.labels.explicit.verdict import Seen
from hegui.common.errors import HeguiError, MissingExtraError
from hegui.common.files import why
from hegui.common.text import Text

IMAGES = (
    ".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif", ".bmp", ".heic", ".heif",
)  # fmt: skip
SOUNDS = (".wav", ".mp3", ".m4a", ".flac", ".ogg", ".opus", ".aac")
FILMS = (".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".flv", ".ts")
KINDS: dict[Content, tuple[str, ...]] = {
    "text": documents.SUFFIXES,
    "image": IMAGES,
    "audio": SOUNDS,
    "video": FILMS,
}
__all__ = ["CHECK", "KINDS", "content_of", "judge_explicit", "judge_safely"]


def content_of(path: Path) -> Content | None:
    """Return what kind of content a file is by its name, None when it is none of the four."""
    suffix = path.suffix.lower()
    return next((kind for kind, suffixes in KINDS.items() if suffix in suffixes), None)


def judge_explicit(path: Path, rules: ExplicitRules, prompt: Path | None = None) -> Seen:
    """Return what can be told of the explicit label of a file (LBL-C-09).

    A record beside the file is taken as a declaration and measured again. `prompt` is a spoken
    prompt to look for in a sound. Raises `UnsupportedContentError`, `ExplicitLabelError` and, for
    libraries or programs that are needed, `MissingExtraError` and `MissingProgramError`.
    """
    content = content_of(path)
    if content is None:
        raise UnsupportedContentError(name=path.name)
    if path.exists() and not path.is_file():
        raise ExplicitLabelError(path.name, NOT_A_FILE)
    if content == "text":
        return judge_text(documents.read_text(path), rules)
    if content == "image":
        return _picture(path, rules)
    if content == "audio":
        from hegui.checks.labels.explicit.sounds import judge_sound

        return judge_sound(path, rules, prompt)
    from hegui.checks.labels.explicit.films import judge_film

    return judge_film(path, rules)


def judge_safely(path: Path, rules: ExplicitRules, prompt: Path | None = None) -> Seen:
    """Return `judge_explicit`, with a file that cannot be judged as inconclusive and why."""
    try:
        return judge_explicit(path, rules, prompt)
    except MissingExtraError:
        raise
    except (HeguiError, OSError) as error:
        return Seen(content_of(path) or "text", "inconclusive", "none", (_reason(error),))


def _reason(error: HeguiError | OSError) -> Text:
    if isinstance(error, ExplicitLabelError):
        # Its sentence is about putting a label on; nothing was to be put on here.
        return Text(str(error.data["zh"]), str(error.data["en"]))
    if isinstance(error, HeguiError):
        return Text(error.message("zh"), error.message("en"))
    return CANNOT_READ.filled(why=why(error))


def _picture(path: Path, rules: ExplicitRules) -> Seen:
    from hegui.checks.labels.explicit.pictures import upright_frames
    from hegui.checks.labels.explicit.seeing import declared_mark, judge_by_reading, judge_declared

    frames: list[Any] = upright_frames(path)
    record = read_record(path)
    if record is not None and (mark := declared_mark(record.mark)) is not None:
        return judge_declared(frames, mark, rules, "image")
    return judge_by_reading(frames[:1], rules, "image")
