"""Requests: somebody asks somebody for evidence, by a day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import DomainRecord


class RequestState(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", _("open")
    FULFILLED = "fulfilled", _("fulfilled")
    CANCELLED = "cancelled", _("cancelled")


class Request(DomainRecord):
    """What is asked, of whom, until when. `item` is the evidence to be renewed, if there is one.

    `targets` lists `[kind, ref]`: what the evidence will be linked to.
    """

    kind = "evidence.request"
    kept_by = "asked_by"
    search_fields = ("title",)
    ledger_fields = (
        "title",
        "type",
        "asked_of",
        "asked_by",
        "due_on",
        "state",
        "item",
        "fulfilled_by",
        "targets",
        "domain",
    )

    title = models.CharField(max_length=200)
    details = models.TextField(blank=True)
    type = models.CharField(max_length=64, blank=True)
    asked_of = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.OPEN)
    item = models.ForeignKey(
        "evidence.Item", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals"
    )
    fulfilled_by = models.ForeignKey(
        "evidence.Item", on_delete=models.PROTECT, null=True, blank=True, related_name="fulfils"
    )
    fulfilled_at = models.DateTimeField(null=True, blank=True)
    targets = models.JSONField(default=list, blank=True)
    reminders = models.PositiveIntegerField(default=0)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "due_on"], name="evidence_request_due"),
            models.Index(fields=["organisation", "due_on", "-id"], name="evidence_request_first"),
            models.Index(fields=["organisation", "-id", "title"], name="evidence_request_newest"),
            models.Index(
                fields=["organisation", "asked_of", "state"], name="evidence_request_asked"
            ),
        ]

    def __str__(self) -> str:
        return self.title
