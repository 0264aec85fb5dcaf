"""What runs look at: projects (a declaration) and targets (one endpoint, one folder)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import DomainRecord, Record


class Project(Record):
    """A configured project.

    `written`: `declaration` is the text of a hegui.yaml; `made`: the declaration is made from the
    facts of the organisation, the inventory and the targets when a run starts. Relative files lie
    in `folder`, a folder of the machine below one that the operator allowed; empty for none.
    """

    kind = "runs.project"
    ledger_fields = ("title", "source", "folder", "declaration_sha256", "active")

    class Source(models.TextChoices):
        """Where the declaration comes from."""

        MADE = "made", _("made from the records here")
        WRITTEN = "written", _("a hegui.yaml")

    title = models.CharField(max_length=200)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.MADE)
    declaration = models.TextField(blank=True)
    declaration_sha256 = models.CharField(max_length=64, blank=True)
    folder = models.CharField(max_length=500, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class Target(DomainRecord):
    """One thing that checks look at. `settings` are the fields of its record in the project file.

    `key` is its id in declarations. Secrets are named by environment variable in `settings`, never
    kept. Files lie in `folder`, below a folder that the operator allowed.
    """

    kind = "runs.target"
    ledger_fields = ("type", "key", "name", "subject", "settings", "folder", "active", "domain")
    ledger_masked = ("settings",)

    class Type(models.TextChoices):
        """The kinds of targets of a project file."""

        ENDPOINT = "endpoint", _("model or service endpoint")
        CORPUS = "corpus", _("corpus")
        MEDIA = "media", _("generated media")
        BANK = "bank", _("question bank")
        TERMS = "terms", _("keyword library")
        CLASSIFIER = "classifier", _("classifier results")
        PROTECTED = "protected", _("protected works, blocked texts or test sets")
        SAMPLE = "sample", _("sample of a corpus")
        ANNOTATION = "annotation", _("annotation exports")
        LOGS = "logs", _("log export")
        TICKETS = "tickets", _("ticket export")

    type = models.CharField(max_length=16, choices=Type.choices)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    subject = models.ForeignKey("inventory.Subject", on_delete=models.PROTECT, related_name="+")
    settings = models.JSONField(default=dict)
    folder = models.CharField(max_length=500, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["type", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "type", "key"], name="runs_target_key")
        ]

    def __str__(self) -> str:
        return self.name
