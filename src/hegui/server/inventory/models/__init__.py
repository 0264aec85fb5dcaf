"""Records of the inventory: subjects, their versions, relations, stages and filings."""

from hegui.server.inventory.models.filings import Filing
from hegui.server.inventory.models.relations import Relation
from hegui.server.inventory.models.stages import StageMove
from hegui.server.inventory.models.subjects import Subject, SubjectVersion

__all__ = ["Filing", "Relation", "StageMove", "Subject", "SubjectVersion"]
