"""How subjects relate."""

from typing import ClassVar

from django.db import models

from hegui.server.core.models import Record
from hegui.server.inventory.models.subjects import Subject


class Relation(Record):
    """One subject relates to another; `type` is a row of data/relations.yaml."""

    kind = "inventory.relation"
    ledger_fields = ("source", "target", "type")

    source = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="relations")
    target = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="relations_to")
    type = models.CharField(max_length=24)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["type", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "target", "type"], name="inventory_relation_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="inventory_relation_no_loop"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.type} {self.target_id}"
