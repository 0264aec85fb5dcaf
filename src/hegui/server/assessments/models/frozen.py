"""What an assessment is judged against: catalogues and clause sets, frozen for ever."""

from typing import Any, ClassVar

from django.db import models

from hegui.server.core.models import Record


class FrozenCatalogue(Record):
    """A catalogue as it was used: `content` is its compressed JSON, `sha256` the digest of that.

    `digest` is what the catalogue says of itself; two contents under one digest stay two rows.
    """

    kind = "assessments.catalogue"
    ledger_fields = ("digest", "release", "sha256")

    digest = models.CharField(max_length=64)
    release = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "sha256"], name="assessments_catalogue_once"
            )
        ]

    def __str__(self) -> str:
        return self.release


class ClauseSet(Record):
    """A set of clauses: from a frozen catalogue, or the text of a standard that users imported.

    `numbering` says what its clause numbers are and are not, `source` where the text is from, and
    `grade` how well it is verified. `digest` is over all rows.
    """

    kind = "assessments.clause_set"
    ledger_fields = ("title", "release", "grade", "digest", "count", "catalogue", "active")

    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    release = models.CharField(max_length=80, blank=True)
    source = models.TextField(blank=True)
    numbering = models.TextField(blank=True)
    grade = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)
    layers = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)
    catalogue: Any = models.ForeignKey(
        FrozenCatalogue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "catalogue"], name="assessments_set_of_catalogue"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.release}".strip()


class ClauseRow(Record):
    """One clause of a set. `clause` is its id in the set, `number` what people call it."""

    kind = "assessments.clause_row"
    ledger_fields = ("clause", "digest")

    clause_set = models.ForeignKey(
        ClauseSet, on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    clause = models.CharField(max_length=64)
    order = models.PositiveIntegerField()
    parent = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=64, blank=True)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    requirement_zh = models.TextField(blank=True)
    requirement_en = models.TextField(blank=True)
    layer = models.CharField(max_length=60, blank=True)
    form = models.CharField(max_length=60, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    gate = models.BooleanField(default=False)
    grade = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=16)

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clause_set", "clause"], name="assessments_clause_once"
            ),
            models.UniqueConstraint(
                fields=["clause_set", "order"], name="assessments_clause_order"
            ),
        ]

    def __str__(self) -> str:
        return self.clause
