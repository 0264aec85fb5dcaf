"""Media of questions: pictures, sounds and films, known by their content, read when they are sent."""

from hegui.engine.media.inline import Source
from hegui.engine.media.loading import MediaChangedError, loaded
from hegui.engine.media.model import Kind, Media, media_rules, told_of
from hegui.engine.media.reading import MediaReader

__all__ = [
    "Kind",
    "Media",
    "MediaChangedError",
    "MediaReader",
    "Source",
    "loaded",
    "media_rules",
    "told_of",
]
