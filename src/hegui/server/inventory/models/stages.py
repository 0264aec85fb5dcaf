"""Moves through the life cycle."""

from typing import ClassVar

from django.db import models

from hegui.server.core.models import Record
from hegui.server.inventory.models.subjects import Subject


class StageMove(Record):
    """A subject entered a stage. `blockers` are what its gate said; a forced move has a reason."""

    kind = "inventory.stage_move"
    ledger_fields = ("subject", "left", "entered", "forced", "blockers", "reason")

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="moves")
    left = models.CharField(max_length=24, blank=True)
    entered = models.CharField(max_length=24)
    forced = models.BooleanField(default=False)
    blockers = models.JSONField(default=list, blank=True)
    reason = models.TextField(blank=True)
    moved_by = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.left} → {self.entered}"
