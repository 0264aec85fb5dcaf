"""The journal: chained, tamper-evident, resumable, honest about full disks."""

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.checks.model.errors import JournalBusyError, JournalDamagedError
from hegui.checks.model.journal import START, Entry, Journal, about_digest, chained, read_journal
from hegui.common.files import OutputError


def entry(at: int, **fields: object) -> Entry:
    given = {
        "id": f"q{at}",
        "attempt": 1,
        "answered": True,
        "request": f"{at:064x}",
        "text": f"第 {at} 条\u2028回答\n",
        "status": 200,
        "ms": 3,
    }
    return Entry(**{**given, **fields})


def plain(line: Entry) -> Entry:
    return Entry(**{name: getattr(line, name) for name in Entry.__struct_fields__})


def written(path: Path, count: int = 5) -> list[bytes]:
    with Journal(path) as journal:
        for at in range(count):
            journal.append(entry(at))
    return path.read_bytes().splitlines(keepends=True)


def test_what_was_written_is_read_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    lines = written(path)
    contents = read_journal(path)
    assert [plain(line) for line in contents.entries] == [entry(at) for at in range(5)]
    assert contents.last == json.loads(lines[-1])["sha256"]
    assert json.loads(lines[0])["prev"] == START


def test_a_second_run_continues_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    written(path)
    with Journal(path) as journal:
        journal.append(entry(5))
        assert journal.records == 6
    assert len(read_journal(path).entries) == 6


def test_only_attempts_about_the_same_are_known(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    days = [about_digest({"as_of": day}) for day in ("2026-11-20", "2026-11-21")]
    with Journal(path) as journal:
        for at, day in enumerate((days[0], days[1], days[0])):
            journal.append(entry(at, about=day, answered=False, failure="timeout"))
            journal.append(entry(at, about=day, attempt=2))
            journal.append(entry(9 + at, about=day, answered=False, failure="timeout"))
    with Journal(path) as journal:
        known = journal.known(days[0])
        assert sorted(known) == [entry(at).request for at in (0, 2, 9, 11)]
        assert [one.attempt for one in known[entry(0).request].attempts] == [1, 2]
        assert known[entry(0).request].last.answered
        assert not known[entry(9).request].last.answered
        assert journal.known("") == {}


def test_a_journal_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    written(path)
    assert path.stat().st_mode & 0o077 == 0


@given(cut=st.integers(min_value=1, max_value=400))
def test_a_torn_last_line_is_cut_off_and_replaced(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("torn") / "j.jsonl"
    lines = written(path, 3)
    kept = max(1, len(lines[2]) - cut)
    path.write_bytes(b"".join(lines[:2]) + lines[2][: min(kept, len(lines[2]) - 1)])
    with Journal(path) as journal:
        assert (journal.records, journal.torn) == (2, 1)
        journal.append(entry(2))
    assert path.read_bytes() == b"".join(lines)


def test_every_flipped_bit_of_whole_lines_is_found(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    lines = written(path, 2)
    data = b"".join(lines)
    for at in range(0, len(lines[0]) * 8, 7):
        changed = bytearray(data)
        changed[at // 8] ^= 1 << (at % 8)
        path.write_bytes(changed)
        with pytest.raises(JournalDamagedError) as caught:
            read_journal(path)
        assert caught.value.data["line"] in (1, 2)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [lines[0], *lines[2:]],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: lines[1:],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [lines[0].replace(b":", b": ", 1), *lines[1:]],
        lambda lines: [*lines, b"\n"],
        lambda lines: [*lines, b"[]\n"],
        lambda lines: [*lines, b'{"id": 3}\n'],
        lambda lines: [*lines, b"\xff\n"],
    ],
    ids=["removed", "swapped", "headless", "repeated", "loose", "blank", "list", "odd", "bytes"],
)
def test_tampering_is_found_and_the_line_named(tmp_path: Path, change: object) -> None:
    path = tmp_path / "j.jsonl"
    assert callable(change)
    path.write_bytes(b"".join(change(written(path))))
    with pytest.raises(JournalDamagedError, match="Line"), Journal(path):
        pass


def test_a_damaged_journal_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    lines = written(path)
    path.write_bytes(b"".join(lines[1:]))
    with pytest.raises(JournalDamagedError), Journal(path):
        pass
    assert path.read_bytes() == b"".join(lines[1:])


def test_a_changed_answer_with_an_own_hash_breaks_at_the_next_line(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    lines = written(path, 3)
    forged, _ = chained(entry(0, text="另一个回答"), START)
    path.write_bytes(forged + b"".join(lines[1:]))
    with pytest.raises(JournalDamagedError) as caught:
        read_journal(path)
    assert caught.value.data["line"] == 2


def test_two_runs_cannot_write_one_journal(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path), pytest.raises(JournalBusyError), Journal(path):
        pass
    with Journal(path) as journal:
        assert journal.records == 0


def test_a_full_disk_is_said_and_leaves_no_half_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j.jsonl"
    real = os.write

    def short(handle: int, data: memoryview) -> int:
        if len(data) > 40:
            return real(handle, data[:40])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with Journal(path) as journal:
        journal.append(entry(0))
        monkeypatch.setattr("hegui.checks.model.journal.file.os.write", short)
        with pytest.raises(OutputError, match="No space left"):
            journal.append(entry(1))
        monkeypatch.undo()
        journal.append(entry(2))
    assert [e.id for e in read_journal(path).entries] == ["q0", "q2"]


@pytest.mark.parametrize("count", [1, 5_000], ids=["on leaving", "by a later entry"])
def test_what_the_disk_refuses_of_a_batch_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """A batch is forced to disk beside what is appended after it; its failure is not lost."""
    path = tmp_path / "j.jsonl"
    monkeypatch.setattr("hegui.checks.model.journal.file.os.fsync", no_space)
    with pytest.raises(OutputError, match="No space left"):
        written(path, count)
    assert 0 < len(read_journal(path).entries) <= count


def no_space(_handle: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError), Journal(tmp_path / "none" / "j.jsonl"):
        pass
