"""A project file that was read: the declaration, the folder it stands in, and safe paths."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hegui.catalogue.model import FactValue
from hegui.project.errors import Key
from hegui.project.model import Judgement, Project, Subject
from hegui.project.paths import inside


@dataclass(frozen=True, slots=True)
class Declared:
    """A validated declaration with its folder and the day the assessment speaks of.

    `subjects` carry their digest already (declared or computed).
    """

    project: Project
    root: Path
    path: Path
    as_of: dt.date
    subjects: tuple[Subject, ...]
    lines: Mapping[Key, int] = field(default_factory=dict, compare=False)
    """Lines of the file below `checks`, for what the engine finds wrong there."""
    documents: Path | None = None
    """The folder of the documents, where it is not `root`."""

    def document_path(self, file: str) -> Path:
        """Return the path of a declared document; raise `UnsafePathError` as `inside` does."""
        return inside(self.documents or self.root, file)

    def subject(self, subject_id: str) -> Subject:
        """Return the subject with this id (the loader has made sure that it exists)."""
        return next(s for s in self.subjects if s.id == subject_id)

    def facts(self) -> dict[str, FactValue]:
        """Return the values of the facts that are set on the day of the assessment.

        A judgement gives its value; one made after that day has not been made yet, so that the
        fact is unknown.
        """
        found: dict[str, FactValue] = {}
        for name, value in self.project.facts.items():
            if not isinstance(value, Judgement):
                found[name] = value
            elif value.on <= self.as_of:
                found[name] = value.value
        return found
