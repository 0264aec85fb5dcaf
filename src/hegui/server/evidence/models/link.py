"""What evidence shows: links to clauses, obligations, controls, subjects."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import Record
from hegui.server.evidence.models.item import Item


class LinkKind(models.TextChoices):
    """What an item may be linked to."""

    CLAUSE = "clause", _("clause")
    OBLIGATION = "obligation", _("obligation")
    CONTROL = "control", _("control")
    SUBJECT = "subject", _("subject")
    ASSESSMENT_CLAUSE = "assessment_clause", _("clause of an assessment")


class Link(Record):
    """An item is evidence for something.

    `ref` is the catalogue id of a clause or obligation, the id of a control or subject, or
    `<assessment>:<clause>` for one clause of one assessment.
    """

    kind = "evidence.link"
    ledger_fields = ("item", "to", "ref")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="links")
    to = models.CharField(max_length=20, choices=LinkKind.choices)
    ref = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["to", "ref", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "to", "ref"], name="evidence_link_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "to", "ref", "item"], name="evidence_link_ref")
        ]

    def __str__(self) -> str:
        return f"{self.to}:{self.ref}"
