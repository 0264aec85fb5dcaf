"""Controls and what they answer."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import DomainRecord, Record


class Control(DomainRecord):
    """A measure that the organisation keeps up; its links say which rows of the catalogue it answers."""

    kind = "controls.control"
    search_fields = ("title",)
    ledger_fields = (
        "title",
        "owner",
        "frequency",
        "status",
        "review_on",
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

    class Meta:
        ordering: ClassVar = ["title", "id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-id", "title"], name="controls_newest"),
            models.Index(fields=["organisation", "title", "-id"], name="controls_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def clauses(self) -> list[str]:
        """Return the ids of the linked clauses (one query, unless `links` was prefetched)."""
        return self._linked(ControlLink.Kind.CLAUSE)

    @property
    def obligations(self) -> list[str]:
        """Return the ids of the linked obligations (one query, unless `links` was prefetched)."""
        return self._linked(ControlLink.Kind.OBLIGATION)

    def _linked(self, what: str) -> list[str]:
        return sorted(link.row for link in self.links.all() if link.what == what)


class ControlLink(Record):
    """A control answers a clause or an obligation of the catalogue; `row` is its id."""

    kind = "controls.link"
    ledger_fields = ("control", "what", "row")

    class Kind(models.TextChoices):
        """What the control answers."""

        CLAUSE = "clause", _("clause")
        OBLIGATION = "obligation", _("obligation")

    control = models.ForeignKey(Control, on_delete=models.CASCADE, related_name="links")
    what = models.CharField(max_length=12, choices=Kind.choices)
    row = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["what", "row"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["control", "what", "row"], name="controls_link_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "what", "row"], name="controls_link_row")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.row}"
