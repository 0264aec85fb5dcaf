"""Writing the inventory."""

from hegui.server.inventory.services.filings import filing_change, filing_create, filing_remove
from hegui.server.inventory.services.relations import relation_add, relation_remove
from hegui.server.inventory.services.stages import stage_move
from hegui.server.inventory.services.subjects import (
    subject_change,
    subject_create,
    subject_remove,
)
from hegui.server.inventory.services.versions import (
    version_add,
    version_change,
    version_make_current,
    version_remove,
)

__all__ = [
    "filing_change",
    "filing_create",
    "filing_remove",
    "relation_add",
    "relation_remove",
    "stage_move",
    "subject_change",
    "subject_create",
    "subject_remove",
    "version_add",
    "version_change",
    "version_make_current",
    "version_remove",
]
