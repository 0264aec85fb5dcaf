"""Tasks."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.models import DomainRecord

OPEN_STATES = ("open", "in_progress")


class OpenFirst(models.Func):
    """What tasks are ordered by: open ones by their day, then those without, then closed ones.

    Its words stand in the SQL itself, not as parameters, so that an index can answer it.
    """

    template = (
        "(CASE WHEN %(state)s IN ({}) THEN COALESCE(%(due)s, '9999-01-01') ELSE '9999-12-31' END)"
    ).format(", ".join(f"'{state}'" for state in OPEN_STATES))
    output_field: ClassVar = models.DateField()

    def __init__(self) -> None:
        super().__init__("state", "due_on")

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[()]]:
        """Return the expression over the two columns."""
        state, due = (compiler.compile(part)[0] for part in self.source_expressions)
        return self.template % {"state": state, "due": due}, ()


class Task(DomainRecord):
    """Something to be done, by somebody, by a day, and what would show that it is done.

    `source_kind` and `source_ref` name what it came from (`clause`, `evidence` …); while it is
    open, the same source has no second task. `proof` lists ids of evidence. `effort` is how many
    person-days somebody thinks it takes, with who said so and from what; None is unknown.
    """

    kind = "improvement.task"
    search_fields = ("title",)
    ledger_fields = (
        "title",
        "source_kind",
        "source_ref",
        "owner",
        "due_on",
        "state",
        "priority",
        "effort",
        "effort_by",
        "effort_basis",
        "proof",
        "closed_at",
        "domain",
    )

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("open")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")
        ACCEPTED = "accepted", _("accepted")
        CANCELLED = "cancelled", _("cancelled")

    class Priority(models.IntegerChoices):
        """How much it matters; lists show the highest first."""

        HIGH = 1, _("high")
        NORMAL = 2, _("normal")
        LOW = 3, _("low")

    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    source_kind = models.CharField(max_length=20, blank=True)
    source_ref = models.CharField(max_length=120, blank=True)
    source_title = models.CharField(max_length=200, blank=True)
    source_href = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    closing_condition = models.TextField(blank=True)
    proof = models.JSONField(default=list, blank=True)
    outcome = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    effort = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    effort_basis = models.CharField(max_length=200, blank=True)
    effort_by = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["due_on", "priority", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "source_kind", "source_ref"],
                condition=models.Q(state__in=OPEN_STATES) & ~models.Q(source_ref=""),
                name="improvement_task_source",
            ),
            models.CheckConstraint(
                condition=models.Q(effort=None) | models.Q(effort__gt=0),
                name="improvement_task_effort",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "due_on"], name="improvement_task_due"),
            models.Index(fields=["owner", "state", "due_on"], name="improvement_task_owner"),
            models.Index(
                "organisation", OpenFirst(), models.F("id").desc(), name="improvement_task_first"
            ),
            models.Index(fields=["organisation", "-id", "title"], name="improvement_task_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether there is still something to do."""
        return self.state in OPEN_STATES
