"""Notices: what the bell shows and the mail says."""

from typing import ClassVar

from django.db import models

from hegui.server.core.ids import new_id


class Notice(models.Model):
    """A sentence for one person, with an address. It is no record: nobody acts by it.

    `key` keeps the same thing from being told twice.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("core.User", on_delete=models.CASCADE, related_name="notices")
    organisation = models.ForeignKey(
        "core.Organisation", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    zh = models.CharField(max_length=500)
    en = models.CharField(max_length=500)
    href = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=120)
    created = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="improvement_notice_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "read_at"], name="improvement_notice_unread"),
            models.Index(fields=["mailed_at", "created"], name="improvement_notice_unmailed"),
        ]

    def __str__(self) -> str:
        return self.zh
