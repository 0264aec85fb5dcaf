"""One-time links: the first administrator, invitations, new passwords."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from hegui.server.core.models.base import Guarded


class LinkPurpose(models.TextChoices):
    """What a link lets its holder do, once."""

    FIRST = "first"
    INVITATION = "invitation"
    RESET = "reset"


class Link(Guarded):
    """A link that works once, until it expires; only the digest of its token is kept.

    An invitation names the role to be given; whoever accepts it gets the role, nobody else.
    """

    kind = "accounts.link"
    ledger_fields = (
        "purpose",
        "organisation",
        "user",
        "role",
        "domain",
        "engagement",
        "starts",
        "ends",
        "expires_at",
        "used_at",
        "revoked_at",
    )

    purpose = models.CharField(max_length=12, choices=LinkPurpose)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey(
        "core.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    organisation = models.ForeignKey(
        "core.Organisation", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=40, blank=True)
    domain = models.ForeignKey(
        "core.Domain", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    engagement = models.ForeignKey(
        "core.Engagement", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "purpose"], name="accounts_link_place")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

    @property
    def open(self) -> bool:
        """Tell whether it can be used now."""
        return not self.used_at and not self.revoked_at and self.expires_at > timezone.now()
