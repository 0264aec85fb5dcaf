"""Texts of laws that people imported, article by article: the catalogue holds none."""

from typing import ClassVar

from django.db import models

from hegui.server.core.models import Record


class LawText(Record):
    """The text of an instrument in one version, as a file of the user gave it."""

    kind = "obligations.law_text"
    search_fields = ("title", "label", "instrument", "source")
    ledger_fields = ("instrument", "label", "digest", "articles", "current")

    instrument = models.CharField(max_length=40)
    label = models.CharField(max_length=80, blank=True)
    """The version that the user names, such as 2025年修正."""
    title = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    articles = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    person = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["instrument", "-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "instrument"],
                condition=models.Q(current=True),
                name="obligations_text_current",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-id"], name="obligations_text_newest")
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.label}"


class LawArticle(Record):
    """One article of an imported text; `suffix` counts 之一, 之二."""

    kind = "obligations.law_article"
    ledger_fields = ("number", "suffix", "text")

    law = models.ForeignKey(LawText, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    suffix = models.PositiveSmallIntegerField(default=0)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["law", "number", "suffix"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["law", "number", "suffix"], name="obligations_article_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}-{self.suffix}"
