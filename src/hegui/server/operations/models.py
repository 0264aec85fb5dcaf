"""Rows of the machine itself; they belong to no organisation and are not in the ledger."""

from django.db import models


class PeriodicRow(models.Model):
    """When a periodic job is due, and until when a process has it (see `tick`)."""

    name = models.CharField(max_length=100, primary_key=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class WorkerRow(models.Model):
    """A process that runs tasks, and when it was last known to live."""

    id = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.id
