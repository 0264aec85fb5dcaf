"""The ledger holds no secret of an address, no mail address, no settings in the clear."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from hegui.server.core.masking import cleaned, digest_only, without_secrets
from hegui.server.core.models.base import Guarded
from hegui.server.core.services import engagement_create
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing
from hegui.server.ledger.models import Entry
from hegui.server.rest import outside
from hegui.server.settings import Settings
from hegui.server.webhooks.services import webhook_change, webhook_create

MODELS = [model for model in apps.get_models() if issubclass(model, Guarded)]
TELLING = re.compile(
    r"secret|token|password|digest_of|url|uri|^key_|credential|email|mail|phone|contact|settings"
    r"|preferences|declaration$|^purpose$|note|description|body|comment"
)
ALLOWED = {
    "core.Organisation.settings": "duties by id, retention in months",
    "assessments.Assessment.purpose": "a word of a list",
    "accounts.Link.purpose": "a word of a list",
}
SECRETS = ("hunter2", "T0K3N", "frag9", "li.wang")
POISON = "看 https://u:hunter2@h.example.com/p?key=T0K3N#frag9 或 li.wang@corp.example.com。"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_model_gives_the_ledger_a_secret(model: type[Guarded]) -> None:
    row = model()
    for name in model.ledger_fields:
        label = f"{model._meta.label}.{name}"
        telling = TELLING.search(name) and name not in model.ledger_masked
        assert not telling or label in ALLOWED, f"{label}: leave it out or mask it"
        field = model._meta.get_field(name)
        if isinstance(field, models.CharField | models.TextField):
            setattr(row, name, POISON)
        elif isinstance(field, models.JSONField):
            setattr(row, name, {"deep": [{"er": POISON}]})
    write = Writing("chain", "actor")
    write.note("a.b.c", row, before=row.snapshot(), after=row.snapshot(), reason=POISON)
    (draft,) = write.drafts
    told = json.dumps([draft.before, draft.after, draft.reason], ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in told], told


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("没有地址", "没有地址"),
        ("https://a.example.com/x/y", "https://a.example.com/x/y"),
        ("见 https://a.example.com/x?t=1，请看", "见 https://a.example.com/x?…，请看"),
        ("postgresql://hegui:word@db:5432/name", "postgresql://db:5432/name"),
        ("https://me@here@a.example.com/", "https://a.example.com/"),
        ("https://a.example.com?x#y", "https://a.example.com?…"),
        ("已告知 wang@a.example.com", "已告知 …@a.example.com"),
        ("git@github.com:a/b", "…@github.com:a/b"),
        ("a @ b, 3@4", "a @ b, 3@4"),
    ],
)
def test_texts_are_cleaned(given: str, kept: str) -> None:
    assert without_secrets(given) == kept
    assert cleaned({"a": [given, 1, None]}) == {"a": [kept, 1, None]}


def test_a_digest_tells_two_values_apart_and_names_the_host() -> None:
    one = digest_only("https://h.example.com/services/T1?a=b")
    two = digest_only("https://h.example.com/services/T2?a=b")
    assert one != two
    assert one.startswith("h.example.com sha256:")
    assert "T1" not in one
    assert [digest_only(value) for value in ("", {}, None)] == ["", {}, None]


def test_addresses_of_webhooks_and_purposes_of_engagements_stay_out(
    viewer: Callable[..., Viewer], monkeypatch: pytest.MonkeyPatch, engagement: Any
) -> None:
    made = Settings(allow_private_targets=("127.0.0.1",))
    monkeypatch.setattr(outside, "read_settings", lambda: made)
    hook, _ = webhook_create(
        acting_user=viewer(), url="http://127.0.0.1/hook/P4TH?token=T0K3N", events=["*"]
    )
    webhook_change(
        acting_user=viewer(), webhook=hook, changes={"url": "http://127.0.0.1/hook/N3W?t=T0K3N"}
    )
    engagement_create(
        acting_user=viewer(),
        title="t",
        purpose="查李某的投诉",
        starts=engagement.starts,
        ends=engagement.ends,
    )
    entries = Entry.objects.order_by("id").values("action", "before", "after")
    told = json.dumps(list(entries), ensure_ascii=False)
    for secret in ("T0K3N", "P4TH", "N3W", "李某"):
        assert secret not in told
    changed = entries.get(action="webhooks.webhook.changed")
    assert changed["before"]["url"] != changed["after"]["url"]
    assert changed["after"]["url"].startswith("127.0.0.1 sha256:")
