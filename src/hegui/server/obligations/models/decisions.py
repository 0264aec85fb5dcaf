"""A person's decision on whether an obligation applies outranks the machine; both are kept."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import Record


class ApplicabilityDecision(Record):
    """Somebody decided that an obligation applies or does not, from a day on, and why.

    `machine_*` and `catalogue` hold what the machine said at that moment. A decision ends on the
    day it is withdrawn.
    """

    kind = "obligations.decision"
    ledger_fields = (
        "obligation",
        "state",
        "person",
        "effective_on",
        "machine_state",
        "catalogue",
        "withdrawn_on",
        "withdrawn_by",
    )

    class State(models.TextChoices):
        """What was decided."""

        APPLIES = "applies", _("applies")
        DOES_NOT_APPLY = "does_not_apply", _("does not apply")

    obligation = models.CharField(max_length=60)
    state = models.CharField(max_length=16, choices=State.choices)
    reason = models.TextField()
    person = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, related_name="+")
    effective_on = models.DateField()
    machine_state = models.CharField(max_length=16)
    machine_zh = models.TextField(blank=True)
    machine_en = models.TextField(blank=True)
    catalogue = models.CharField(max_length=80)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["obligation", "-effective_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "obligation"], name="obligations_decision")
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.state}"
