"""Answers that people judge: a queue of them, and what each reviewer said."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from hegui.server.core.models import Record


class Review(Record):
    """Answers of a model that people are to judge, without any machine's verdict beside them.

    `answers` are sealed (they may be harmful or personal): JSON objects with id, question, answer.
    `scheme` names the words of the verdicts. `second` are the numbers of the answers that a second
    reviewer judges too, a random draw.
    """

    kind = "runs.review"
    ledger_fields = ("title", "scheme", "answers_sha256", "total", "second_percent")

    class Scheme(models.TextChoices):
        """Which words the verdicts have; see `judges/sheets.yaml`."""

        SAFETY = "safety"
        REFUSAL = "refusal"
        MEASURE = "measure"

    title = models.CharField(max_length=200)
    scheme = models.CharField(max_length=8, choices=Scheme.choices, default=Scheme.SAFETY)
    answers = models.TextField()
    answers_sha256 = models.CharField(max_length=64)
    total = models.PositiveIntegerField()
    second_percent = models.PositiveSmallIntegerField(default=10)
    second = models.JSONField(default=list)
    created_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title


class Reviewed(Record):
    """What one reviewer said of one answer; `item` is its place in the review, from 0."""

    kind = "runs.reviewed"
    ledger_fields = ("review", "item", "reviewer", "verdict")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="verdicts")
    item = models.PositiveIntegerField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(max_length=12)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["item", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "item", "reviewer"], name="runs_reviewed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.verdict}"
