"""Verifying a chain finds every way to tamper with it, also with the triggers taken off."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from hegui.server.ledger import triggers
from hegui.server.ledger.export import export_chain, verify_export
from hegui.server.ledger.models import Anchor, Entry, Head
from hegui.server.ledger.selectors import chains, history_of
from hegui.server.ledger.services import Draft, append
from hegui.server.ledger.verify import verify_chain

pytestmark = pytest.mark.django_db
CHAIN = "c1"


@pytest.fixture
def chain() -> str:
    """Return a chain of ten entries with awkward values."""
    for number in range(10):
        draft = Draft(
            action="test.thing.changed",
            kind="test.thing",
            object_id=f"t{number % 3}",
            before={"n": number, "f": 0.1 + number, "big": 1e16, "tiny": 1e-7, "z": -0.0},
            after={"名": "云鹿😀", "list": [1, 2.5, None, True], "deep": {"a": {"b": [1e22]}}},
            reason="理由\n两行 \u2028 <b>",
        )
        with transaction.atomic():
            append(CHAIN, "system", [draft])
    return CHAIN


@pytest.fixture
def no_triggers(db: None) -> Iterator[None]:
    """Take the triggers off, as somebody with the database's password could."""
    names = {
        "sqlite": ["DROP TRIGGER ledger_entry_no_update", "DROP TRIGGER ledger_entry_no_delete"],
        "postgresql": ["DROP FUNCTION ledger_refuse() CASCADE"],
    }[connection.vendor]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(name)
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in triggers.SQLITE:
                cursor.execute(statement)


def codes(chain: str) -> list[tuple[str, int]]:
    return [(row.code, row.number) for row in verify_chain(chain).problems]


def test_an_untouched_chain_verifies(chain: str) -> None:
    seen: list[tuple[int, int]] = []
    answer = verify_chain(chain, progress=lambda done, of: seen.append((done, of)))
    assert (answer.ok, answer.entries) == (True, 10), answer.problems
    assert seen[-1] == (10, 10)
    assert chains() == [CHAIN]


def test_an_empty_chain_verifies() -> None:
    assert verify_chain("nothing").ok


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "somebody"),
        ("at", "2020-01-01T00:00:00.000000+00:00"),
        ("action", "test.thing.made"),
        ("kind", "other"),
        ("object_id", "t9"),
        ("before", {"n": 99}),
        ("before", None),
        ("after", {}),
        ("reason", ""),
        ("digest", "f" * 64),
    ],
)
def test_a_changed_field_is_found(chain: str, no_triggers: None, field: str, value: object) -> None:
    Entry.objects.filter(number=4).update(**{field: value})
    assert ("changed", 4) in codes(chain)


def test_a_changed_field_with_a_fitting_digest_breaks_the_next(
    chain: str, no_triggers: None
) -> None:
    from hegui.server.ledger.services import entry_digest

    entry = Entry.objects.get(chain=chain, number=4)
    entry.reason = "forged"
    Entry.objects.filter(pk=entry.pk).update(reason="forged", digest=entry_digest(entry))
    assert codes(chain) == [("previous", 5)]


def test_deleted_entries_are_found(chain: str, no_triggers: None) -> None:
    Entry.objects.filter(number__in=[3, 4, 8]).delete()
    found = verify_chain(chain).problems
    assert [(row.code, row.number, row.until) for row in found if row.code == "missing"] == [
        ("missing", 3, 4),
        ("missing", 8, 8),
    ]


def test_a_cut_tail_is_found(chain: str, no_triggers: None) -> None:
    Entry.objects.filter(number__gte=9).delete()
    assert codes(chain) == [("truncated", 8)]


def test_a_cut_head_and_everything_gone_are_found(chain: str, no_triggers: None) -> None:
    Entry.objects.filter(number__lte=2).delete()
    assert ("missing", 1) in codes(chain)
    Entry.objects.all().delete()
    assert codes(chain) == [("truncated", 0)]


def test_reordered_entries_are_found(chain: str, no_triggers: None) -> None:
    Entry.objects.filter(number=2).update(number=99)
    Entry.objects.filter(number=5).update(number=2)
    Entry.objects.filter(number=99).update(number=5)
    assert {("changed", 2), ("previous", 2), ("changed", 5), ("previous", 5)} <= set(codes(chain))


def test_an_entry_moved_from_another_chain_is_found(chain: str, no_triggers: None) -> None:
    with transaction.atomic():
        append("c2", "system", [Draft(action="a.b", kind="k", object_id="1")] * 12)
    Entry.objects.filter(chain=CHAIN, number=6).delete()
    Entry.objects.filter(chain="c2", number=6).update(chain=CHAIN)
    assert {("changed", 6), ("previous", 6), ("previous", 7)} <= set(codes(chain))


def test_a_changed_head_is_found(chain: str) -> None:
    Head.objects.filter(chain=chain).update(digest="0" * 64)
    assert codes(chain) == [("head", 10)]
    Head.objects.filter(chain=chain).update(count=7)
    assert ("beyond_head", 10) in codes(chain)
    Head.objects.all().delete()
    assert ("beyond_head", 10) in codes(chain)
    assert chains() == [CHAIN]


def test_a_rewritten_chain_does_not_fit_its_anchor(chain: str) -> None:
    Anchor.objects.create(chain=chain, number=5, digest="a" * 64, authority="x", token=b"junk")
    assert {("anchor", 5), ("token", 5)} <= set(codes(chain))
    Anchor.objects.all().delete()
    Anchor.objects.create(chain=chain, number=50, digest="a" * 64, authority="x", token=b"junk")
    assert codes(chain) == [("anchor", 50)]


def test_raw_sql_is_refused(chain: str) -> None:
    for statement in (
        "UPDATE ledger_entry SET reason = 'x'",
        "UPDATE ledger_entry SET number = number + 100 WHERE number = 3",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_entry WHERE number = 3",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert verify_chain(chain).ok


def test_a_fork_is_refused_by_the_database(chain: str) -> None:
    fork = Entry.objects.get(chain=chain, number=4)
    fork.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        fork.save(force_insert=True)


def test_appending_outside_a_transaction_is_refused() -> None:
    import threading

    failures: list[Exception] = []

    def outside() -> None:
        try:
            append("c9", "system", [Draft(action="a.b", kind="k", object_id="1")])
        except RuntimeError as error:
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=outside)
    thread.start()
    thread.join()
    assert len(failures) == 1


def test_the_history_of_one_object_is_newest_first(chain: str) -> None:
    assert [row.number for row in history_of(chain, "test.thing", "t1")] == [8, 5, 2]
    assert history_of("other", "test.thing", "t1") == []


def exported(chain: str) -> list[bytes]:
    return list(export_chain(chain))


def answer(lines: list[bytes]) -> set[str]:
    return {row.code for row in verify_export(io.BytesIO(b"".join(lines))).problems}


def test_an_export_verifies_offline(chain: str, tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(b"".join(exported(chain)))
    found = verify_export(file)
    assert (found.ok, found.entries, found.chain) == (True, 10, CHAIN)


def test_the_documented_rule_suffices(chain: str) -> None:
    """Recompute with nothing but the standard library, as an auditor would."""
    import hashlib

    previous = "0" * 64
    for line in exported(chain)[1:]:
        row = json.loads(line)
        own = row.pop("digest")
        text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == own
        assert row["previous"] == previous
        previous = own


def test_a_forged_export_is_found(chain: str) -> None:
    lines = exported(chain)
    assert answer(lines[:-1]) == {"truncated"}
    assert answer([lines[0], *lines[2:]]) == {"missing"}
    assert "repeated" in answer([*lines[:4], lines[3], *lines[4:]])
    assert "changed" in answer([*lines[:4], lines[4].replace(b"system", b"nobody"), *lines[5:]])
    assert answer([]) == {"unreadable"}
    for junk in (b"{", b"[]\n", b"\xff\n", b'{"number": 1}\n', b"null\n", b"NaN\n"):
        assert "unreadable" in answer([*lines[:4], junk])
        assert "unreadable" in answer([junk])
    huge = lines[3].replace(b'"number":3', b'"number":"x"')
    assert "unreadable" in answer([*lines[:3], huge])


def test_a_long_walk_keeps_nothing_but_the_last_digest() -> None:
    from hegui.server.ledger.chain import START, Walk, digest_of

    walk = Walk("c")
    entry = dict.fromkeys(("before", "after"), None) | dict.fromkeys(
        ("at", "actor", "action", "kind", "object_id", "reason"), "x"
    )
    previous = START
    for number in range(1, 20_001):
        row = {**entry, "chain": "c", "number": number, "previous": previous}
        previous = digest_of(row)
        walk.take(row, previous)
    assert walk.end(20_000, previous).ok
    assert not walk.problems
