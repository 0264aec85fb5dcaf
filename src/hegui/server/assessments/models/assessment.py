"""Assessments, what they rest on, and who signed them."""

from typing import Any, ClassVar

from django.db import models

from hegui.server.core.models import DomainRecord, Record


class Assessment(DomainRecord):
    """One assessment of a clause set on a day. `counts`, `gates`, `conclusion` follow its clauses.

    `judged_from` says where the machine's verdicts come from: nowhere, a bundle, or the server's
    own records; `inputs_digest` is the digest of what they were made from. `names` hold the titles
    of the checks and of the evidence that traces cite; `subjects` are `[id, version, digest]` as
    they were judged.
    """

    kind = "assessments.assessment"
    search_fields = ("title",)
    ledger_fields = (
        "title",
        "clause_set",
        "catalogue",
        "purpose",
        "as_of",
        "period_from",
        "period_to",
        "bundle",
        "judged_from",
        "inputs_digest",
        "previous",
        "state",
        "conclusion",
        "counts",
        "domain",
    )

    class Purpose(models.TextChoices):
        """What an assessment is for; it decides who must sign."""

        INTERNAL = "internal"
        SELF = "self"
        THIRD_PARTY = "third_party"

    class State(models.TextChoices):
        """Where an assessment stands."""

        OPEN = "open"
        REVIEW = "review"
        SIGNED = "signed"
        CLOSED = "closed"

    title = models.CharField(max_length=200)
    clause_set = models.ForeignKey(
        "assessments.ClauseSet", on_delete=models.PROTECT, related_name="assessments"
    )
    catalogue: Any = models.ForeignKey(
        "assessments.FrozenCatalogue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.SELF)
    as_of = models.DateField()
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    bundle: Any = models.ForeignKey(
        "runs.Bundle", on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    judged_from = models.CharField(max_length=8, default="", blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    inputs_digest = models.CharField(max_length=64, blank=True)
    previous: Any = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    engagements: Any = models.ManyToManyField(
        "core.Engagement", blank=True, related_name="assessments"
    )
    subjects = models.JSONField(default=list, blank=True)
    names = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField(default=0)
    conclusion = models.CharField(max_length=20, default="undetermined")
    counts = models.JSONField(default=dict, blank=True)
    gates = models.JSONField(default=list, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-id"], name="assessments_newest"),
            models.Index(fields=["organisation", "-as_of", "-id"], name="assessments_as_of"),
            models.Index(fields=["organisation", "title", "-id"], name="assessments_title"),
            models.Index(
                fields=["organisation", "state", "-as_of", "-id"], name="assessments_state"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Basis(Record):
    """What the machine's verdicts were made from: compressed JSON of declaration and inputs."""

    kind = "assessments.basis"
    ledger_fields = ("assessment", "sha256")

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="basis")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


class SignOff(Record):
    """Somebody signed in a role: `digest` is over all verdicts as they were.

    A later change of any verdict sets `voided_at`; the row stays.
    """

    kind = "assessments.sign_off"
    ledger_fields = ("assessment", "role", "person", "digest", "voided_at")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="sign_offs")
    role = models.CharField(max_length=40)
    person = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    statement = models.TextField(blank=True)
    conclusion = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "role", "person"],
                condition=models.Q(voided_at=None),
                name="assessments_signed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"
