"""The store of files, on a disk and in S3-compatible storage."""

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from hegui.server.evidence.store import (
    FileMissingError,
    FileTooLargeError,
    Store,
    StoreUnavailableError,
    keeping,
)
from hegui.server.evidence.store.disk import DiskStore
from hegui.server.evidence.store.s3 import S3Store
from hegui.server.settings import Settings
from tests.support.s3 import ACCESS, SECRET, S3Server, s3_server

DATA = "公司章程\n".encode() * 5000


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


def s3_store(server: S3Server, folder: Path, secret: str = SECRET, access: str = ACCESS) -> S3Store:
    return S3Store(
        Settings(
            data=folder,
            files_url="s3://bucket/evidence",
            s3_endpoint=server.address,
            s3_region="cn-north-1",
            s3_access_key=SecretStr(access),
            s3_secret_key=SecretStr(secret),
        )
    )


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "disk":
        return DiskStore(tmp_path / "files")
    server = request.getfixturevalue("s3")
    server.objects.clear()
    return s3_store(server, tmp_path)


def test_a_file_is_kept_once_under_its_digest(store: Store) -> None:
    digest = hashlib.sha256(DATA).hexdigest()
    for _ in range(2):
        assert store.put(io.BytesIO(DATA)) == (digest, len(DATA))
    assert list(store.digests()) == [digest]
    with store.open(digest) as file:
        assert file.read() == DATA
    assert store.exists(digest)
    assert store.age(digest).total_seconds() < 60  # type: ignore[union-attr]
    store.delete(digest)
    assert not store.exists(digest)
    with pytest.raises(FileMissingError):
        store.open(digest)


def test_a_file_of_many_parts_arrives_whole(store: Store) -> None:
    data = os.urandom(1 << 20) * 12
    digest = store.put(io.BytesIO(data)).sha256
    with store.open(digest) as file:
        assert hashlib.sha256(file.read()).hexdigest() == digest


def test_too_much_is_refused_while_it_streams(store: Store) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(FileTooLargeError):
        store.put(endless, limit=3_000_000)  # type: ignore[arg-type]
    assert endless.given < 6_000_000
    assert list(store.digests()) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab", "A" * 64, "a" * 63 + "/", ""])
def test_only_digests_name_files(store: Store, name: str) -> None:
    with pytest.raises(ValueError):
        store.open(name)


def test_files_on_a_disk_are_private_and_nothing_is_left_over(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "files")
    digest = store.put(io.BytesIO(b"1")).sha256
    assert stat.S_IMODE(store.path(digest).stat().st_mode) == 0o600
    assert list((tmp_path / "files" / "incoming").iterdir()) == []


def test_unsigned_and_unreachable_stores_say_so(s3: S3Server, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError):
        s3_store(s3, tmp_path, access="somebody").put(io.BytesIO(b"1"))
    assert s3.refused


def test_verifying_names_what_is_missing_or_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DiskStore(tmp_path)
    good, bad = (store.put(io.BytesIO(data)).sha256 for data in (b"good", b"bad"))
    store.path(bad).write_bytes(b"changed")
    monkeypatch.setattr(keeping, "store", lambda: store)
    found = {p.sha256: p.what for p in keeping.verify([good, bad, "0" * 64])}
    assert found == {bad: "changed", "0" * 64: "missing"}


def test_what_is_needed_or_new_is_not_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DiskStore(tmp_path)
    monkeypatch.setattr(keeping, "store", lambda: store)
    needed: set[str] = set()
    monkeypatch.setattr(keeping, "_referrers", [needed.__contains__])
    digest = store.put(io.BytesIO(b"x")).sha256
    assert not keeping.remove_unused(digest)
    os.utime(store.path(digest), (0, 0))
    needed.add(digest)
    assert keeping.sweep() == 0
    needed.clear()
    assert keeping.sweep() == 1
    assert not store.exists(digest)
