"""The index of words: what it keeps, what it finds, and that nothing slips past it."""

import pytest
from django.apps import apps
from django.db import connection

from hegui.server.core import search
from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Organisation, SearchEntry, User
from hegui.server.core.models.base import Guarded
from hegui.server.core.reindexing import reindex
from hegui.server.core.search import matching, proposed
from hegui.server.core.viewer import system_viewer
from hegui.server.core.words import folded, needed, pairs
from hegui.server.core.writing import writing
from hegui.server.evidence.models import Item
from hegui.server.inventory.models import Filing, Subject

KIND = "evidence.item"
TITLES = (
    "生成式人工智能备案表",
    "ＧＢ／Ｔ 45438 标识核验",
    "GAI-17-1 Ärger 🦌 日志",
    "𠮷野家 供应商合同",
    "50%_off 'quoted' \"double\" * AND NEAR(",
    "—— 。",
)


@pytest.fixture
def items(org: Organisation) -> list[Item]:
    """Make one item for each awkward title."""
    rows = [Item(organisation=org, title=title) for title in TITLES]
    with writing(system_viewer(org)) as write:
        write.create_many(rows, "core.records.seeded", org)
    return rows


def found(org: Organisation, *words: str, most: int = 50) -> list[str]:
    """Return the titles that hold every word, as the index proposes them."""
    keys = [row.record for row in proposed(org.pk, [KIND], words, most=most)]
    titles = dict(Item.objects.values_list("pk", "title"))
    return [titles[key] for key in keys]


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("备案", 0),
        ("备", 0),
        ("表", 0),
        ("人工智能", 0),
        ("gb/t", 1),
        ("45438", 1),
        ("4543８", 1),
        ("gai-17-1", 2),
        ("ärger", 2),
        ("ÄRGER", 2),
        ("𠮷", 3),
        ("𠮷野", 3),
        ("50%_off", 4),
        ("near(", 4),
        ("'quoted'", 4),
    ],
)
def test_a_word_is_found_wherever_it_stands(
    word: str, place: int, org: Organisation, items: list[Item]
) -> None:
    assert found(org, word) == [TITLES[place]]


@pytest.mark.parametrize(
    "word", ["案备", "备表", "gb t", "4543 8", "17-2", "野𠮷", "*", "——", "🦌", ""]
)
def test_what_is_not_in_a_title_or_is_no_word_is_not_found(
    word: str, org: Organisation, items: list[Item]
) -> None:
    assert found(org, word) == []


def test_pairs_that_stand_apart_are_not_taken_for_the_word(org: Organisation) -> None:
    with open_for_writing():
        Item(organisation=org, title="备案 案卷 卷备案").save()
    assert found(org, "备案卷") == []
    assert found(org, "卷备案", "案卷") == ["备案 案卷 卷备案"]


def test_the_newest_come_first_and_others_stay_apart(
    org: Organisation, other_org: Organisation
) -> None:
    with open_for_writing():
        for n in range(5):
            Item(organisation=org, title=f"备案 {n}").save()
            Item(organisation=other_org, title=f"备案 别家 {n}").save()
        Subject(organisation=org, type="model", key="m", name="备案").save()
    assert found(org, "备案", most=3) == ["备案 4", "备案 3", "备案 2"]
    everything = matching(org.pk, KIND, ["备案"])
    assert Item.objects.filter(pk__in=everything).count() == 5


@pytest.mark.parametrize("looked_at", [1, 3, 7, 1000])
def test_old_and_new_entries_are_found_once_in_order(
    org: Organisation, monkeypatch: pytest.MonkeyPatch, looked_at: int
) -> None:
    monkeypatch.setattr(search, "NEWEST", looked_at)
    with open_for_writing():
        for n in range(9):
            Item(organisation=org, title=f"{'备案' if n % 3 else '评估'} {n} 记录").save()
    assert found(org, "记录", most=4) == [
        f"{'备案' if n % 3 else '评估'} {n} 记录" for n in (8, 7, 6, 5)
    ]
    assert found(org, "评估", most=50) == ["评估 6 记录", "评估 3 记录", "评估 0 记录"]
    assert found(org, "评估", "记录", most=2) == ["评估 6 记录", "评估 3 记录"]
    assert found(org, "评估", "备案") == []


def test_a_change_a_removal_and_the_name_of_a_related_row_are_followed(org: Organisation) -> None:
    viewer = system_viewer(org)
    with writing(viewer) as write:
        row = write.create(Item(organisation=org, title="旧名"), "evidence.item.created")
        subject = write.create(
            Subject(organisation=org, type="model", key="m", name="鹿鸣"),
            "inventory.subject.created",
        )
        filing = Filing(organisation=org, subject=subject, procedure="other", number="9")
        write.create(filing, "inventory.filing.created")
    with writing(viewer) as write:
        write.change(row, "evidence.item.changed", {"title": "新名"})
        write.change(subject, "inventory.subject.changed", {"name": "鹤鸣"})
    assert (found(org, "旧名"), found(org, "新名")) == ([], ["新名"])
    kinds = ["inventory.subject", "inventory.filing"]
    assert {row.record for row in proposed(org.pk, kinds, ["鹤鸣"], most=9)} == {
        subject.pk,
        filing.pk,
    }
    assert proposed(org.pk, kinds, ["鹿鸣"], most=9) == []
    with writing(viewer) as write:
        write.remove(filing, "inventory.filing.removed")
    assert not SearchEntry.objects.filter(record=filing.pk).exists()


def test_what_search_finds_cannot_be_changed_past_it(org: Organisation, items: list[Item]) -> None:
    with open_for_writing():
        with pytest.raises(RuntimeError, match="one by one"):
            Item.objects.update(title="past the index")
        with pytest.raises(RuntimeError, match="one by one"):
            Item.objects.bulk_update(items, ["title"])
    assert found(org, "past") == []


def test_of_people_nothing_is_kept() -> None:
    assert not User.search_fields
    for model in apps.get_models():
        if issubclass(model, Guarded):
            people = {"name", "email"} & set(model.search_fields)
            assert not people or model is Subject


@pytest.mark.django_db
def test_every_searched_field_exists() -> None:
    searched = [m for m in apps.get_models() if issubclass(m, Guarded) and m.search_fields]
    assert len(searched) == 9
    for model in searched:
        for name in model.search_fields:
            model.objects.order_by(name).first()


def test_the_words_of_a_text_hold_the_words_of_each_part_of_it() -> None:
    text = folded("ＧＢ/T 45438—2025《标识办法》第5条 🦌𠮷")
    kept = set(pairs(text))
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            assert set(needed([text[start:end]])) <= kept


def test_a_number_with_a_dot_is_sought_as_it_stands() -> None:
    kept = pairs(folded("管理制度 第4.1节"))
    assert set(needed(["4.1"])) <= set(kept)
    assert not set(needed(["4.1"])) <= set(pairs("第4节第1条"))
    assert needed(["——", "。"]) == []


def test_a_rolled_back_change_leaves_no_trace(org: Organisation, items: list[Item]) -> None:
    def fails() -> None:
        with writing(system_viewer(org)) as write:
            write.change(items[0], "evidence.item.changed", {"title": "并未发生"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert found(org, "并未发生") == []
    assert found(org, "备案") == [TITLES[0]]


def test_the_index_agrees_with_its_table_after_many_changes(org: Organisation) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its index itself; only SQLite has triggers for it")
    with open_for_writing():
        rows = [Item(organisation=org, title=f"记录 {n}") for n in range(200)]
        for row in rows:
            row.save()
        for n, row in enumerate(rows):
            row.title = f"改过 {n}"
            row.save()
        for row in rows[::3]:
            row.delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO core_words(core_words, rank) VALUES ('integrity-check', 1)")
    assert len(found(org, "改过", most=999)) == 200 - len(rows[::3])


def test_the_index_is_mended_from_the_records(org: Organisation, items: list[Item]) -> None:
    first, second, third = items[:3]
    SearchEntry.objects.filter(record=first.pk).delete()
    SearchEntry.objects.filter(record=second.pk).update(text="x", pairs="x")
    other = SearchEntry.objects.get(record=third.pk)
    SearchEntry.objects.create(scope=other.scope, record=org.pk, text=other.text, pairs=other.pairs)
    assert found(org, "备案") == found(org, "45438") == []
    told = reindex()
    assert (told.mended, told.removed) == (2, 1)
    assert found(org, "备案") == [TITLES[0]]
    assert found(org, "45438") == [TITLES[1]]
    assert len(found(org, "gai-17-1")) == 1
    assert not SearchEntry.objects.filter(record=org.pk).exists()
    again = reindex()
    assert (again.records, again.mended, again.removed) == (told.records, 0, 0)


def test_an_entry_under_a_wrong_scope_is_put_right(org: Organisation, items: list[Item]) -> None:
    SearchEntry.objects.filter(record=items[0].pk).update(scope="0" * 32 + "evidenceitem")
    assert reindex().mended == 1
    assert found(org, "备案") == [TITLES[0]]
