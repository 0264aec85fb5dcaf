"""The verdict on one clause, by the machine and by people."""

from typing import Any, ClassVar

from django.db import models

from hegui.server.core.models import Record


class ClauseAssessment(Record):
    """One clause in one assessment. A person outranks the machine; both answers are kept.

    `verdict` is the effective one. `basis` holds short digests of what the verdict rests on
    (clause, criterion, catalogue, conditions, evidence, versions), so that a later assessment can
    tell whether a person's verdict still stands. `change` says what differs from the assessment
    before and why; `stale` says that the person's verdict rests on something older.
    """

    kind = "assessments.clause"
    ledger_fields = (
        "clause",
        "machine_verdict",
        "person_verdict",
        "verdict",
        "decided_by",
        "assignee",
        "stale",
    )

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="clauses", db_index=False
    )
    row = models.ForeignKey(
        "assessments.ClauseRow", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    clause = models.CharField(max_length=64)
    order = models.PositiveIntegerField()
    verdict = models.CharField(max_length=20, default="undetermined")
    machine_verdict = models.CharField(max_length=20, blank=True, default="")
    machine_reason_zh = models.CharField(max_length=600, blank=True, default="")
    machine_reason_en = models.CharField(max_length=900, blank=True, default="")
    trace = models.JSONField(null=True)
    person_verdict = models.CharField(max_length=20, blank=True, default="")
    person_reason = models.TextField(blank=True, default="")
    decided_by: Any = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    assignee: Any = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    gate = models.BooleanField(default=False)
    weight = models.PositiveSmallIntegerField(default=1)
    grade = models.CharField(max_length=20, blank=True, default="")
    below_best = models.BooleanField(default=False)
    comments = models.PositiveIntegerField(default=0)
    carried_from: Any = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    stale = models.BooleanField(default=False)
    basis = models.JSONField(default=dict)
    change = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "clause"], name="assessments_clause_assessed_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["assessment", "order"], name="assessments_clause_place"),
            models.Index(
                fields=["assessment", "verdict", "gate"], name="assessments_clause_verdict"
            ),
        ]

    def __str__(self) -> str:
        return self.clause


class Comment(Record):
    """A remark on a clause, by a person."""

    kind = "assessments.comment"
    ledger_fields = ("clause", "person")

    clause = models.ForeignKey(ClauseAssessment, on_delete=models.PROTECT, related_name="remarks")
    person = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.pk)
