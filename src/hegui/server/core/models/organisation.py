"""Organisations are fully separated; domains nest inside them; engagements limit outside eyes."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models.base import Guarded, Record
from hegui.server.core.models.unique import unique_with_nulls


class Organisation(Guarded):
    """One organisation. `slug` names it in addresses; `facts` are its declared facts.

    `settings` hold retention periods and the like; `hold` says why nothing may be deleted now.
    """

    kind = "core.organisation"
    ledger_fields = ("slug", "name", "name_en", "credit_code", "settings", "hold", "active")

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    credit_code = models.CharField(max_length=18, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    hold = models.TextField(blank=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def organisation_id(self) -> Any:
        """Return its own id: an organisation belongs to its own chain."""
        return self.id


class Domain(Record):
    """A part of an organisation: a business unit, a product. `path` lists the ids from the top."""

    kind = "core.domain"
    ledger_fields = ("name", "parent", "path")

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    path = models.CharField(max_length=700, db_index=True, editable=False)

    class Meta:
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            *unique_with_nulls("core_domain_name", ("organisation", "name"), ("parent",))
        ]

    def __str__(self) -> str:
        return self.name


class Engagement(Record):
    """An order to look from outside: which assessments, from when to when."""

    kind = "core.engagement"
    ledger_fields = ("title", "starts", "ends")

    title = models.CharField(_("title"), max_length=200)
    purpose = models.TextField(blank=True)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        ordering: ClassVar = ["-starts", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="core_engagement_period"
            )
        ]

    def __str__(self) -> str:
        return self.title
