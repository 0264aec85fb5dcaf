"""Runs and their pulse."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import DomainRecord


class Run(DomainRecord):
    """One assessment, one set of checks, or one import of a bundle.

    `problems` are `[{path, code, zh, en}]`: why it was refused or failed. `only` are the checks
    that were chosen (all when empty); `targets` the ids of chosen targets (all when empty).
    """

    kind = "runs.run"
    search_fields = ("title",)
    ledger_fields = (
        "type",
        "title",
        "state",
        "project",
        "targets",
        "only",
        "seed",
        "attempt",
        "bundle",
        "catalogue_digest",
        "schedule",
        "domain",
    )

    class Type(models.TextChoices):
        """What is done."""

        ASSESSMENT = "assessment", _("assessment")
        CHECK = "check", _("checks")
        IMPORT = "import", _("import")

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        INTERRUPTED = "interrupted", _("interrupted")

    type = models.CharField(max_length=12, choices=Type.choices)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    project = models.ForeignKey(
        "runs.Project", on_delete=models.PROTECT, null=True, blank=True, related_name="runs"
    )
    targets = models.JSONField(default=list, blank=True)
    only = models.JSONField(default=list, blank=True)
    seed = models.CharField(max_length=200, blank=True)
    workers = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    attempt = models.PositiveIntegerField(default=1)
    started_by = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    schedule = models.ForeignKey(
        "runs.Schedule", on_delete=models.PROTECT, null=True, blank=True, related_name="runs"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    bundle = models.ForeignKey(
        "runs.Bundle", on_delete=models.PROTECT, null=True, blank=True, related_name="runs"
    )
    catalogue_version = models.CharField(max_length=80, blank=True)
    catalogue_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "-id"], name="runs_run_state"),
            models.Index(fields=["organisation", "-id", "title"], name="runs_run_newest"),
            models.Index(fields=["organisation", "title", "-id"], name="runs_run_title"),
            models.Index(fields=["bundle"], name="runs_run_bundle"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def active(self) -> bool:
        """Tell whether it waits or runs."""
        return self.state in ACTIVE

    @property
    def resumable(self) -> bool:
        """Tell whether it can go on from what it has done."""
        return self.state in (self.State.INTERRUPTED, self.State.CANCELLED, self.State.FAILED)


ACTIVE = (Run.State.QUEUED, Run.State.RUNNING)


class Pulse(models.Model):
    """How a run goes on, beat by beat: written once a second and no matter for the ledger.

    `progress` is `{job, jobs, check, zh, en, done, total, unit, rate, eta_s}`; `log` the last lines
    `{at, zh, en}`. While `lease_until` lies ahead, the worker `worker` has the run. `task` is the id
    of the queued task.
    """

    run = models.OneToOneField(
        Run, on_delete=models.CASCADE, primary_key=True, related_name="pulse"
    )
    progress = models.JSONField(default=dict)
    log = models.JSONField(default=list)
    heartbeat_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True, db_index=True)
    worker = models.CharField(max_length=120, blank=True)
    task = models.CharField(max_length=64, blank=True)
    stop_asked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.run_id} {self.heartbeat_at}"
