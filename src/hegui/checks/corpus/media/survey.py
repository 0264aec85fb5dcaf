"""Counting a folder of media: files one at a time, what was seen, and what could not be read."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from hegui.checks.corpus.media.looking import MediaSeen, look_at
from hegui.checks.corpus.media.pieces import UnreadableFileError
from hegui.common.files import why
from hegui.common.text import Text

MEASURES = ("files", "with_location", "with_device_id", "labelled_ai")
CANNOT_OPEN = Text("无法打开（{why}）", "cannot be opened ({why})")
KINDS = {"location": "location", "device": "device_id", "labelled": "labelled_ai"}
"""What was seen in a file, and how findings call it."""


def look_safely(path: Path) -> MediaSeen | Text:
    """Return what a file tells, or why it cannot be read."""
    try:
        return look_at(path)
    except UnreadableFileError as error:
        return error.reason
    except OSError as error:
        return CANNOT_OPEN.filled(why=why(error))


class MediaTally:
    """Counts files. `synthetic` names the files that metadata tables declare as AI-made."""

    def __init__(self, synthetic: Iterable[str] = ()) -> None:
        self.counts: Counter[str] = Counter()
        self._synthetic = frozenset(synthetic)

    def add(self, name: str, seen: MediaSeen | None) -> None:
        """Count a file; None is one that could not be read."""
        counts = self.counts
        counts["files"] += 1
        declared = name in self._synthetic
        counts["declared_synthetic"] += declared
        if seen is None:
            counts["files_bad"] += 1
            counts["synthetic_unknown"] += not declared
            return
        counts[f"modality:{seen.modality}"] += 1
        counts[f"form:{seen.form}"] += 1
        counts["with_location"] += seen.location
        counts["with_device_id"] += seen.device
        counts["with_device_model"] += seen.model
        counts["labelled_ai"] += seen.labelled is True
        counts["generator_hint"] += seen.generator
        counts["synthetic"] += declared or seen.labelled is True
        counts["synthetic_unknown"] += seen.labelled is None and not declared

    def measures(self) -> dict[str, int]:
        """Return the measures of `corpus.media`."""
        return {name: self.counts[name] for name in MEASURES}

    def further(self) -> dict[str, Any]:
        """Return what else is known: by modality and form, synthetic files, what nobody can say."""
        names = ("files_bad", "with_device_model", "generator_hint", "declared_synthetic")
        groups = {
            group: {
                key.partition(":")[2]: n
                for key, n in sorted(self.counts.items())
                if key.startswith(f"{group}:")
            }
            for group in ("modality", "form")
        }
        synthetic = {name: self.counts[name] for name in ("synthetic", "synthetic_unknown")}
        return {**{name: self.counts[name] for name in names}, **synthetic, **groups}


def kinds_of(seen: MediaSeen) -> list[str]:
    """Return what findings say about a file."""
    return [kind for field, kind in KINDS.items() if getattr(seen, field) is True]


Progress = Callable[[int], None]
