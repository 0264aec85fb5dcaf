"""Bundles: what a finished assessment left behind, sealed."""

from typing import Any, ClassVar

from django.db import models

from hegui.server.core.models import Record


class Bundle(Record):
    """A verified bundle. `digest` is the Merkle root that its manifest names.

    `sha256` and `size` are those of its zip in the store of files. `level` is what its signature
    shows (`integrity`, or `authentic` with the key `key`). `gates` are `{id, zh, en, state,
    clauses}`; `counts` the number of clauses by verdict; `verdicts` the verdict of each clause (large:
    lists leave it out).
    """

    kind = "runs.bundle"
    ledger_fields = (
        "digest",
        "content_digest",
        "sha256",
        "size",
        "conclusion",
        "counts",
        "as_of",
        "catalogue_version",
        "catalogue_digest",
        "level",
        "signers",
    )

    digest = models.CharField(max_length=64)
    content_digest = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    conclusion = models.CharField(max_length=20)
    counts = models.JSONField(default=dict)
    gates = models.JSONField(default=list)
    verdicts = models.JSONField(default=dict)
    as_of = models.DateField()
    rule_set = models.CharField(max_length=80, blank=True)
    catalogue_version = models.CharField(max_length=80)
    catalogue_digest = models.CharField(max_length=64)
    made_by_version = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=12)
    signers = models.JSONField(default=list)
    signed_at = models.CharField(max_length=40, blank=True)
    notes = models.JSONField(default=list)
    only = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="runs_bundle_once")
        ]

    def __str__(self) -> str:
        return self.short

    @property
    def short(self) -> str:
        """Return the first digits of its digest, as pages show it."""
        return self.digest[:12]

    @property
    def open_gates(self) -> list[dict[str, Any]]:
        """Return the gates that are not passed."""
        return [gate for gate in self.gates if gate["state"] != "passed"]


class BundleSubject(Record):
    """A subject that a bundle speaks of, with the digest that it had then."""

    kind = "runs.bundle_subject"
    ledger_fields = ("bundle", "key", "type", "subject_digest")

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="subjects")
    key = models.CharField(max_length=64)
    type = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    subject_version = models.CharField(max_length=200, blank=True)
    subject_digest = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "key"], name="runs_bundle_subject_key")
        ]

    def __str__(self) -> str:
        return self.key
