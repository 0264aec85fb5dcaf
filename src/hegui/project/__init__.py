"""The project file hegui.yaml: organisation, facts, subjects, targets, documents, people."""

from hegui.project.declared import Declared
from hegui.project.errors import ProjectFileError, ProjectMissingError
from hegui.project.loader import load_project

__all__ = ["Declared", "ProjectFileError", "ProjectMissingError", "load_project"]
