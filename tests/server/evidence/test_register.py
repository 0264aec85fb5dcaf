"""The register of evidence from Excel: ten thousand rows, of which one is wrong."""

from collections.abc import Callable

import pytest
from django.test import Client

from hegui.server.core.models import Organisation
from hegui.server.core.viewer import system_viewer
from hegui.server.evidence.models import Item
from hegui.server.evidence.register import rows, sheet
from hegui.server.ledger.models import Entry
from hegui.server.pages.excel import write
from tests.support.evidence import evidence_seed, upload

PAGE = "/o/yunlu/evidence/import/"


@pytest.mark.parametrize(
    ("count", "column", "value", "named"),
    [
        (100, "valid_until", "明年", "有效期至"),
        (10_000, "owner", "stranger@example.com", "责任人邮箱"),
    ],
)
def test_one_bad_row_is_named_and_nothing_is_changed(
    org: Organisation,
    signed_in: Callable[..., Client],
    count: int,
    column: str,
    value: str,
    named: str,
) -> None:
    evidence_seed(org, count)
    found = [{**row, "title": f"新 {n}"} for n, row in enumerate(rows(Item.objects.order_by("id")))]
    bad = count * 3 // 4
    found[bad][column] = value
    entries = Entry.objects.count()
    sent = {"upload": upload(write(sheet(), found), "evidence.xlsx"), "reason": "整理"}
    answer = signed_in().post(PAGE, sent)
    assert answer.status_code == 200
    assert f"第 {bad + 2} 行" in answer.text
    assert named in answer.text
    assert not Item.objects.filter(title__startswith="新 ").exists()
    kinds = Entry.objects.order_by("-number").values_list("kind", flat=True)
    assert "evidence.item" not in set(kinds[: Entry.objects.count() - entries])


def test_the_same_register_without_the_bad_row_is_taken(
    org: Organisation, signed_in: Callable[..., Client]
) -> None:
    evidence_seed(org, 30)
    found = [{**row, "title": f"新 {n}"} for n, row in enumerate(rows(Item.objects.order_by("id")))]
    sent = {"upload": upload(write(sheet(), found), "evidence.xlsx"), "reason": "整理"}
    assert signed_in().post(PAGE, sent).status_code == 302
    assert Item.objects.filter(title__startswith="新 ").count() == 30
    assert (
        Entry.objects.filter(chain=str(system_viewer(org).organisation.pk))
        .filter(kind="evidence.item")
        .exists()
    )


def test_a_row_without_an_id_is_named(org: Organisation, signed_in: Callable[..., Client]) -> None:
    evidence_seed(org, 3)
    found = list(rows(Item.objects.order_by("id")))
    found[1] |= {"id": "", "title": "新的一条"}
    found[2]["id"] = "x" * 40
    sent = {"upload": upload(write(sheet(), found), "evidence.xlsx"), "reason": "整理"}
    answer = signed_in().post(PAGE, sent)
    assert answer.status_code == 200
    assert "第 3 行" in answer.text
    assert "第 4 行" in answer.text
    assert not Item.objects.filter(title="新的一条").exists()
