"""Backups while somebody writes, restoring on an empty machine, and damage that is named."""

import gzip
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.operations.serving import hegui, own_database

CODE = """
import io, sys
from hegui.server.operations.options import ready
ready()
from hegui.server.core.models import Organisation
from hegui.server.core.services import domain_create, organisation_create
from hegui.server.core.viewer import system_viewer
from hegui.server.evidence.store import store
first, count = int(sys.argv[1]), int(sys.argv[2])
org = Organisation.objects.filter(slug="yunlu").first() or organisation_create(
    acting_user=None, slug="yunlu", name="云鹿科技"
)
for number in range(first, first + count):
    store().put(io.BytesIO(f"证据 {number}".encode()))
    domain_create(acting_user=system_viewer(org), name=f"部门 {number}")
print(Organisation.objects.count())
"""


def write(data: Path, first: int, count: int, **more: str) -> None:
    """Write rows and files into a data folder, in a process of its own."""
    import subprocess
    import sys

    from tests.server.operations.serving import clean_env

    done = subprocess.run(
        [sys.executable, "-c", CODE, str(first), str(count)],
        env=clean_env(data, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


class Used:
    """A data folder that was backed up while somebody wrote."""

    def __init__(self, data: Path, more: dict[str, str], backup: Path) -> None:
        self.data, self.more, self.backup = data, more, backup


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Used]:
    """Return a folder with rows and files, and a backup made while more came."""
    folder = tmp_path_factory.mktemp("backup")
    data, backup = folder / "data", folder / "one.tar.gz"
    with own_database() as more:
        hegui("admin", "migrate", data=data, **more)
        write(data, 0, 20, **more)
        writer = threading.Thread(target=write, args=(data, 20, 300), kwargs=more)
        writer.start()
        hegui("admin", "backup", "--out", str(backup), data=data, **more)
        writer.join()
        yield Used(data, more, backup)


def restored(backup: Path, data: Path, *options: str, check: int = 0, **more: str) -> Any:
    """Restore a backup; return what the command said."""
    args = ("admin", "restore", str(backup), "--json", *options)
    done = hegui(*args, data=data, check=check, **more)
    return json.loads(done.stdout)


def changed(backup: Path, out: Path, name: str, data: bytes | None, add: str = "") -> Path:
    """Return a copy of a backup in which one part is other bytes, gone, or added."""
    with tarfile.open(backup) as old, tarfile.open(out, "w:gz") as new:
        for about in old:
            source = old.extractfile(about)
            assert source is not None
            content = source.read()
            if about.name == name:
                if data is None:
                    continue
                content = data
            about.size = len(content)
            new.addfile(about, io.BytesIO(content))
        if add:
            new.addfile(tarfile.TarInfo(add), io.BytesIO())
    return out


def test_a_backup_made_in_use_is_restored_with_ledger_and_files(used: Used, tmp_path: Path) -> None:
    with own_database() as more:
        said = restored(used.backup, tmp_path / "new", **more)
        assert said["files"] >= 20
        assert said["ledger_entries"] >= 22
        done = hegui("admin", "ledger", "verify", "--json", data=tmp_path / "new", **more)
        chains = json.loads(done.stdout)["chains"]
        assert sum(chain["entries"] for chain in chains) == said["ledger_entries"]
        orgs = json.loads(
            hegui("admin", "organisations", "list", "--json", data=tmp_path / "new", **more).stdout
        )
        assert [row["name"] for row in orgs["organisations"]] == ["云鹿科技"]
        write(tmp_path / "new", 1000, 2, **more)  # numbering goes on after the restored rows
    stored = [p for p in (tmp_path / "new" / "files").rglob("*") if p.is_file()]
    assert len(stored) >= said["files"]
    key = (tmp_path / "new" / "secret.key").read_text()
    assert key == (used.data / "secret.key").read_text()


def test_a_backup_is_private_and_never_overwritten(used: Used) -> None:
    before = used.backup.read_bytes()
    assert used.backup.stat().st_mode & 0o777 == 0o600
    hegui("admin", "backup", "--out", str(used.backup), data=used.data, check=2, **used.more)
    assert used.backup.read_bytes() == before
    assert list(used.backup.parent.glob(".*")) == []


def test_rotation_keeps_the_newest(used: Used) -> None:
    folder = used.data / "backups"
    folder.mkdir(exist_ok=True)
    for day in range(1, 6):
        (folder / f"hegui-2020010{day}-000000.tar.gz").touch()
    (folder / "hegui-own-notes.txt").touch()
    hegui("admin", "backup", "--rotate", data=used.data, HEGUI_BACKUPS_KEEP="3", **used.more)
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 4
    assert names[:2] == ["hegui-20200104-000000.tar.gz", "hegui-20200105-000000.tar.gz"]


def test_a_damaged_part_is_named_and_nothing_is_restored(used: Used, tmp_path: Path) -> None:
    with tarfile.open(used.backup) as archive:
        name = next(n for n in archive.getnames() if n.startswith("files/"))
    for content in (b"other bytes", None):
        bad = changed(used.backup, tmp_path / f"bad{content is None}.tar.gz", name, content)
        said = restored(bad, tmp_path / "new", check=3, **used.more)
        assert name in said["error"]["message"]
        assert [p.name for p in (tmp_path / "new").iterdir()] == ["serve.lock"]


@pytest.mark.parametrize("name", ["../evil", "files/../../evil", "/etc/evil", "files/short"])
def test_names_that_lead_elsewhere_are_refused(used: Used, tmp_path: Path, name: str) -> None:
    bad = changed(used.backup, tmp_path / "bad.tar.gz", "", None, add=name)
    said = restored(bad, tmp_path / "new", check=3, **used.more)
    assert said["error"]["code"] == "backup_damaged"
    assert not (tmp_path / "evil").exists()


def test_a_cut_or_flipped_or_foreign_file_is_refused(used: Used, tmp_path: Path) -> None:
    data = used.backup.read_bytes()
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]
    for number, content in enumerate((data[:middle], flipped, b"no archive", gzip.compress(b""))):
        bad = tmp_path / f"{number}.tar.gz"
        bad.write_bytes(content)
        said = restored(bad, tmp_path / "new", check=3, **used.more)
        assert said["error"]["code"] == "backup_damaged"


def test_data_that_are_there_are_moved_aside_only_when_asked(used: Used, tmp_path: Path) -> None:
    if used.more:
        pytest.skip("on PostgreSQL only an empty database is taken")
    data = tmp_path / "new"
    restored(used.backup, data)
    assert restored(used.backup, data, check=2)["error"]["code"] == "restore_not_empty"
    restored(used.backup, data, "--force")
    aside = next(data.glob("before-restore-*"))
    assert (aside / "hegui.sqlite3").exists()


def test_another_kind_of_database_is_refused(used: Used, tmp_path: Path) -> None:
    other = {} if used.more else {"HEGUI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    said = restored(used.backup, tmp_path / "new", check=2, **other)
    assert said["error"]["code"] == "backup_kind"
