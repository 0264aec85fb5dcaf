"""Webhooks and what was sent to them."""

from typing import ClassVar

from django.db import models

from hegui.server.core.models import Record


class Webhook(Record):
    """An address that hears of entries. `events` are patterns such as `evidence.*`.

    `sealed_secret` is the key of the signatures, encrypted; it is shown once, when it is made.
    """

    kind = "webhooks.webhook"
    ledger_fields = ("url", "events", "active")
    ledger_masked = ("url",)

    title = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    sealed_secret = models.TextField()

    class Meta:
        ordering: ClassVar = ["url", "id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "active"], name="webhooks_of_organisation")
        ]

    def __str__(self) -> str:
        return self.title or self.url


class Delivery(models.Model):
    """One event on its way to one webhook: ids and the action, never content.

    Not a record of people's work but of the machine's: it is not in the ledger.
    """

    class Status(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        DEAD = "dead"

    id = models.BigAutoField(primary_key=True)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    number = models.PositiveBigIntegerField(default=0)
    """Number of the entry in the organisation's chain; 0 for a test."""
    action = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    happened_at = models.CharField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, db_index=True)
    answered_at = models.DateTimeField(null=True)
    answer_status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.action} {self.status}"
