import os
import stat
from pathlib import Path

import pytest

from hegui.common import files
from hegui.common.files import EVERYONE, OWNER, write_atomic, written_atomic


def mode(path: Path | str) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.mark.parametrize("wanted", [OWNER, EVERYONE])
def test_a_file_has_its_mode_from_the_moment_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: int
) -> None:
    seen: list[int] = []
    swap = os.replace

    def watched(name: str, path: Path) -> None:
        seen.append(mode(name))
        swap(name, path)

    monkeypatch.setattr(files.os, "replace", watched)
    write_atomic(tmp_path / "answers.jsonl", b"{}\n", wanted)
    assert seen == [wanted]
    assert mode(tmp_path / "answers.jsonl") == wanted


def test_while_it_is_written_a_file_is_for_its_owner_only(tmp_path: Path) -> None:
    with written_atomic(tmp_path / "out.jsonl") as file:
        file.write(b"half")
        file.flush()
        (beside,) = tmp_path.iterdir()
        assert mode(beside) & 0o077 == 0
