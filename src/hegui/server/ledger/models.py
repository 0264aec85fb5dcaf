"""Entries and the head of each chain."""

from typing import ClassVar

from django.db import models

SYSTEM = "system"
"""The chain of what belongs to no organisation."""


class Head(models.Model):
    """The end of one chain: how many entries it has and the digest of the last."""

    chain = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.chain}:{self.count}"


class Entry(models.Model):
    """One thing that was done. Never changed, never deleted.

    `actor` is the id of a person (or a word such as `system`), never a name: a person's record can
    be erased without touching the chain. `at` is the time as it was hashed (UTC, ISO 8601).
    """

    id = models.BigAutoField(primary_key=True)
    chain = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField()
    at = models.CharField(max_length=32)
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["chain", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="ledger_entry_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "object_id"], name="ledger_entry_object"),
            models.Index(fields=["chain", "actor", "number"], name="ledger_entry_actor"),
            models.Index(fields=["chain", "action", "number"], name="ledger_entry_action"),
            models.Index(fields=["chain", "at"], name="ledger_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}:{self.number} {self.action}"


class Anchor(models.Model):
    """A time stamp (RFC 3161) over the head of a chain, by an outside authority."""

    chain = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    authority = models.CharField(max_length=300)
    token = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.chain}:{self.number} {self.authority}"
