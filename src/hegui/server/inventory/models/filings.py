"""Filings and registrations with the authorities."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import Record
from hegui.server.inventory.models.subjects import Subject


class Filing(Record):
    """A filing, registration or licence: its number and its dates.

    `procedure` is a filing procedure of the catalogue or a row of data/filings.yaml. Without a
    subject it is about the organisation itself.
    """

    kind = "inventory.filing"
    search_fields = ("number", "authority", "subject__name")
    ledger_fields = (
        "procedure",
        "subject",
        "number",
        "authority",
        "filed_on",
        "granted_on",
        "expires_on",
        "renewal_on",
        "status",
    )

    class Status(models.TextChoices):
        """Where it stands."""

        PREPARING = "preparing", _("preparing")
        SUBMITTED = "submitted", _("submitted")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="filings"
    )
    procedure = models.CharField(max_length=40)
    number = models.CharField(max_length=120, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    granted_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    renewal_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PREPARING)
    notes = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["procedure", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-id"], name="inventory_filing_newest"),
            models.Index(fields=["organisation", "expires_on"], name="inventory_filing_expiry"),
            models.Index(fields=["organisation", "renewal_on"], name="inventory_filing_renewal"),
        ]

    def __str__(self) -> str:
        return self.number or self.procedure
