"""Saved views: the filters of a list under a name."""

from typing import ClassVar

from django.db import models

from hegui.server.core.models import Record


class SavedView(Record):
    """What somebody asked of a list, kept under a name; shared ones everybody inside may pick.

    `place` is the address of the list below the organisation, `query` what stands behind it.
    """

    kind = "pages.view"
    ledger_fields = ("place", "owner", "shared")

    place = models.CharField(max_length=200)
    query = models.CharField(max_length=1000, blank=True)
    name = models.CharField(max_length=60)
    owner = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    shared = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "place", "owner", "name"], name="pages_view_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
