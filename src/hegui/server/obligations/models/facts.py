"""Answers to the questions about the organisation. Rows are added, never changed."""

from typing import ClassVar

from django.db import models

from hegui.server.core.models import Record


class FactAnswer(Record):
    """What was declared of a fact from a day on; `number` counts the answers to one fact.

    A `value` of None says "not known". A row that `replaces` another corrects or undoes it: the
    replaced row no longer counts. A `withdrawal` only takes the replaced row away. `person` is
    who answered, and for facts that the law leaves to judgement who judged, on `judged_on`.
    """

    kind = "obligations.fact"
    ledger_fields = (
        "fact",
        "number",
        "value",
        "person",
        "effective_on",
        "judged_on",
        "replaces",
        "withdrawal",
    )

    fact = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    person = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, related_name="+")
    effective_on = models.DateField()
    judged_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    withdrawal = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["fact", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "fact", "number"], name="obligations_fact_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.number}"
