"""Controls and what they answer."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import DomainRecord


class Control(DomainRecord):
    """A measure that the organisation keeps up; `clauses` and `obligations` are catalogue ids."""

    kind = "controls.control"
    ledger_fields = (
        "title",
        "description",
        "owner",
        "frequency",
        "status",
        "review_on",
        "clauses",
        "obligations",
        "domain",
    )

    class Status(models.TextChoices):
        """Where a control stands."""

        PLANNED = "planned", _("planned")
        ACTIVE = "active", _("active")
        RETIRED = "retired", _("retired")

    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    frequency = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    review_on = models.DateField(null=True, blank=True)
    clauses = models.JSONField(default=list, blank=True)
    obligations = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["title", "id"]
        indexes: ClassVar = [models.Index(fields=["organisation", "title"], name="controls_title")]

    def __str__(self) -> str:
        return self.title
