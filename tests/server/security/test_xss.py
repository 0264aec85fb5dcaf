"""Hostile text in every text field of the records that pages show is shown as text."""

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models
from django.test import Client

from hegui.server.accounts.services import hold_set, invitation_create, token_create
from hegui.server.controls.services import control_create
from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Organisation, User
from hegui.server.core.models.base import Guarded
from hegui.server.core.services import domain_create, engagement_create
from hegui.server.core.viewer import Viewer
from tests.server.security.routes import page_routes

HOSTILE = "<script>alert(1)</script>\"'>"
KEPT = {
    "slug",
    "path",
    "digest",
    "email",
    "password",
    "language",
    "theme",
    "role",
    "hint",
    "source",
}
number = itertools.count()


def spoil(record: models.Model) -> None:
    """Write the hostile text into every free text field of a record, past all services."""
    changes = {}
    for field in record._meta.fields:
        free = isinstance(field, (models.CharField, models.TextField)) and not field.choices
        if not free or field.name in KEPT or field.primary_key:
            continue
        room = getattr(field, "max_length", None) or 400
        if room >= 60:
            changes[field.name] = f"{HOSTILE}{next(number)}"
    if changes:
        with open_for_writing():
            type(record)._default_manager.filter(pk=record.pk).update(**changes)


def samples(viewer: Viewer) -> None:
    """Make a record of what this app and those below know; other apps make theirs in their tests."""
    day = dt.date(2026, 1, 1)
    domain_create(acting_user=viewer, name="甲")
    engagement_create(acting_user=viewer, title="委托", starts=day, ends=day)
    invitation_create(acting_user=viewer, email="a@example.com", name="新人", role="engineer")
    token_create(acting_user=viewer, name="令牌", scopes=["runs.view"], days=3)
    control_create(acting_user=viewer, title="台账", owner=viewer.user)
    hold_set(acting_user=viewer, reason="保全")


def addresses(record: Any) -> list[str]:
    """Return the page addresses that can name a record."""
    sample = "00000000-0000-0000-0000-000000000007"
    return [row.path.replace(sample, str(record.pk)) for row in page_routes() if sample in row.path]


def test_hostile_text_is_shown_as_text(
    signed_in: Callable[..., Client],
    viewer: Callable[..., Viewer],
    person: Callable[..., User],
    org: Organisation,
) -> None:
    samples(viewer())
    client, seen = signed_in(), 0
    paths = {row.path for row in page_routes()}
    guarded = [model for model in apps.get_models() if issubclass(model, Guarded)]
    for model in guarded:
        for record in model._default_manager.all()[:3]:
            spoil(record)
            paths |= set(addresses(record)) if model.__name__ != "Organisation" else set()
    for path in sorted(paths):
        answer = client.get(f"/{path}")
        assert answer.status_code < 500, path
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        text = answer.content.decode()
        assert "<script>alert(1)" not in text, path
        assert "\"'>" not in text.replace("&quot;&#x27;&gt;", ""), path
        seen += "&lt;script&gt;alert(1)" in text
    assert seen > 15
