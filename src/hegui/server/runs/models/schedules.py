"""Schedules: runs that come round."""

from typing import ClassVar

from django.db import models

from hegui.server.core.models import DomainRecord


class Schedule(DomainRecord):
    """A run that is started again and again.

    `cron` has the five fields of crontab, in the time of `zone`. `next_at` is when it is due.
    """

    kind = "runs.schedule"
    ledger_fields = (
        "title",
        "project",
        "targets",
        "only",
        "cron",
        "zone",
        "active",
        "domain",
    )

    title = models.CharField(max_length=200)
    project = models.ForeignKey("runs.Project", on_delete=models.PROTECT, related_name="schedules")
    targets = models.JSONField(default=list, blank=True)
    only = models.JSONField(default=list, blank=True)
    seed = models.CharField(max_length=200, blank=True)
    cron = models.CharField(max_length=120)
    zone = models.CharField(max_length=60, default="Asia/Shanghai")
    active = models.BooleanField(default=True)
    next_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["title", "id"]
        indexes: ClassVar = [models.Index(fields=["active", "next_at"], name="runs_schedule_due")]

    def __str__(self) -> str:
        return self.title
