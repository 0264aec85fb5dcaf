"""Items of evidence and the versions of their files."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import DomainRecord, Record

MARK = 80
"""The longest version mark of a subject: its label, or `sha256:` and 64 digits."""


class State(models.TextChoices):
    """Where an item stands in its life."""

    DRAFT = "draft", _("draft")
    CURRENT = "current", _("current")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Item(DomainRecord):
    """A piece of evidence: what it is about, which period it covers, how long it is valid.

    `type` is an id of the catalogue's evidence types. `subject_digest` is the version of the
    subject it is about; when the subject moves on, `stale_since` and `stale_reason` say so.
    `current` is the newest version of its file, `links` counts what it is linked to.
    """

    kind = "evidence.item"
    search_fields = ("title",)
    ledger_fields = (
        "title",
        "type",
        "owner",
        "subject",
        "subject_digest",
        "period_from",
        "period_to",
        "valid_until",
        "state",
        "stale_since",
        "stale_reason",
        "approved_by",
        "approved_at",
        "superseded_by",
        "current",
        "held",
        "domain",
    )

    title = models.CharField(max_length=200)
    type = models.CharField(max_length=64, blank=True)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.ForeignKey(
        "inventory.Subject", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject_digest = models.CharField(max_length=MARK, blank=True)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    stale_since = models.DateTimeField(null=True, blank=True)
    stale_reason = models.CharField(max_length=40, blank=True)
    approved_by = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    current = models.ForeignKey(
        "evidence.ItemVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    link_count = models.PositiveIntegerField(default=0, editable=False)
    held = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(period_to__isnull=True)
                | models.Q(period_from__isnull=True)
                | models.Q(period_to__gte=models.F("period_from")),
                name="evidence_item_period",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-id", "title"], name="evidence_item_newest"),
            models.Index(fields=["organisation", "title", "-id"], name="evidence_item_title"),
            models.Index(fields=["organisation", "type", "-id"], name="evidence_item_type"),
            models.Index(fields=["organisation", "state", "-id"], name="evidence_item_state"),
            models.Index(fields=["organisation", "valid_until", "-id"], name="evidence_item_valid"),
            models.Index(
                fields=["organisation", "-valid_until", "-id"], name="evidence_item_valid_late"
            ),
            models.Index(fields=["organisation", "owner", "-id"], name="evidence_item_owner"),
            models.Index(fields=["organisation", "subject", "-id"], name="evidence_item_subject"),
            models.Index(
                fields=["organisation", "-id"],
                name="evidence_item_stale",
                condition=models.Q(stale_since__isnull=False),
            ),
            models.Index(
                fields=["organisation", "link_count", "-id"], name="evidence_item_unlinked"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ItemVersion(Record):
    """One version of an item's file, named by its digest; `flags` are what was noticed in it.

    `removed_at` says when the bytes were deleted by the rules of retention; the row stays.
    """

    kind = "evidence.version"
    ledger_fields = ("item", "number", "sha256", "size", "media_type", "flags", "uploaded_by")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    flags = models.JSONField(default=list, blank=True)
    uploaded_by = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["item", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="evidence_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"
