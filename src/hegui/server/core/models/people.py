"""People, what they may do and where, and the tokens of their programs."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.ids import new_id
from hegui.server.core.models.base import DomainRecord, Guarded, Record, RecordQuerySet
from hegui.server.core.models.unique import unique_with_nulls


class UserManager(BaseUserManager["User"]):
    """Finds people; making them is for services."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by e-mail address in any case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Guarded):
    """A person who may sign in. The ledger knows the id only, so that the rest can be erased."""

    kind = "core.user"
    ledger_fields = ("is_active", "is_operator", "language")
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=8, default="zh-hans")
    theme = models.CharField(max_length=8, default="system")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(
        default=False, help_text="May make organisations and sees the state of the machine."
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    preferences = models.JSONField(default=dict, blank=True)

    objects: ClassVar[UserManager] = UserManager.from_queryset(RecordQuerySet)()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save inside a service; signing in may note its time and a rehashed password."""
        if set(kwargs.get("update_fields") or ["*"]) <= {"last_login", "password"}:
            super(Guarded, self).save(*args, **kwargs)
        else:
            super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """Return the name that pages show."""
        return str(self)


class Assignment(DomainRecord):
    """A person holds a role in an organisation, a domain of it, or one engagement.

    `source` says who gave it: `person`, or `oidc` for the mapping of the single sign-on.
    """

    kind = "core.assignment"
    ledger_fields = ("user", "role", "domain", "engagement", "starts", "ends", "source")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)
    engagement = models.ForeignKey(
        "core.Engagement", on_delete=models.PROTECT, null=True, blank=True
    )
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=20, default="person")

    class Meta:
        constraints: ClassVar = [
            *unique_with_nulls(
                "core_assignment_once", ("user", "organisation", "role"), ("domain", "engagement")
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class ApiToken(Record):
    """A personal token: only its digest is kept. It may never do more than its owner."""

    kind = "core.token"
    ledger_fields = ("user", "scopes", "expires_at", "revoked_at")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """A form or API write that was taken: sent twice, it is answered once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="core_submission_once")
        ]

    def __str__(self) -> str:
        return self.key
