"""Subjects and their versions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import DomainRecord, Record


class Subject(DomainRecord):
    """A model, dataset, service, supplier or algorithm that the organisation answers for.

    `key` is the id that `hegui.yaml` uses for it, unique in the organisation. An empty `stage` is
    unknown. `card` holds what is known of a model card (see `card.py`).
    """

    kind = "inventory.subject"
    search_fields = ("name", "name_en", "key")
    search_reaches: ClassVar = {"name": "filings"}
    ledger_fields = (
        "type",
        "key",
        "name",
        "name_en",
        "owner",
        "stage",
        "status",
        "licence",
        "origin",
        "card",
        "domain",
    )
    ledger_masked = ("card",)

    class Type(models.TextChoices):
        """What kind of thing it is. All but algorithms are kinds of subjects in the catalogue."""

        MODEL = "model", _("model")
        DATASET = "dataset", _("dataset")
        SERVICE = "service", _("service")
        SUPPLIER = "supplier", _("supplier")
        ALGORITHM = "algorithm", _("algorithm")

    class Status(models.TextChoices):
        """Whether it is in use."""

        PLANNED = "planned", _("planned")
        ACTIVE = "active", _("active")
        RETIRED = "retired", _("retired")

    type = models.CharField(max_length=12, choices=Type.choices)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    description = models.TextField(blank=True)
    stage = models.CharField(max_length=24, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    licence = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=500, blank=True)
    card = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="inventory_subject_key")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-id"], name="inventory_subject_newest"),
            models.Index(fields=["organisation", "name", "-id"], name="inventory_subject_name"),
            models.Index(
                fields=["organisation", "type", "name", "-id"], name="inventory_subject_type"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SubjectVersion(Record):
    """One version of a subject. The digest identifies its content; empty means not known.

    At most one version of a subject is current; services keep it at exactly one once there are any.
    """

    kind = "inventory.version"
    ledger_fields = ("subject", "label", "digest", "released_on", "current")

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="versions")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=71, blank=True, db_index=True)
    released_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    current = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-current", "-released_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "label"], name="inventory_version_label"),
            models.UniqueConstraint(
                fields=["subject"],
                condition=models.Q(current=True),
                name="inventory_version_current",
            ),
        ]

    def __str__(self) -> str:
        return self.label
