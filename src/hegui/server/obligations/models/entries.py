"""What the organisation does about one obligation, and each change of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import DomainRecord, Record


class ObligationEntry(DomainRecord):
    """Who owns an obligation of the catalogue and how it is met; made when first written.

    Controls are linked at their end (`controls.ControlLink`); clauses come from the catalogue.
    """

    kind = "obligations.entry"
    ledger_fields = ("obligation", "owner", "status", "review_on", "domain")

    class Status(models.TextChoices):
        """How far meeting the obligation has come."""

        OPEN = "open", _("open")
        IN_PROGRESS = "in_progress", _("in progress")
        MET = "met", _("met")
        NOT_MET = "not_met", _("not met")

    obligation = models.CharField(max_length=60)
    owner = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    how_met = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    review_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["obligation"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "obligation"], name="obligations_entry_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "review_on"], name="obligations_review")
        ]

    def __str__(self) -> str:
        return self.obligation


class EntryChange(Record):
    """One change of an entry: what the fields were and became, from when and why.

    The texts of people stand here and not in the ledger, so that a change can be undone.
    """

    kind = "obligations.entry_change"
    ledger_fields = ("entry", "number", "effective_on", "undoes")

    entry = models.ForeignKey(ObligationEntry, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    effective_on = models.DateField()
    reason = models.TextField(blank=True)
    person = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, related_name="+")
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )

    class Meta:
        ordering: ClassVar = ["entry", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "number"], name="obligations_change_number")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number}"
