"""Bundles made elsewhere: taken in when they verify, refused file by file when not."""

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from hegui.server.core.errors import InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.runs.execution import perform
from hegui.server.runs.keeping import refers
from hegui.server.runs.models import Bundle, Run
from hegui.server.runs.services import bundle_import
from hegui.server.runs.work import importing
from tests.server.runs.conftest import DECLARATION

Viewers = Callable[..., Viewer]
Import = Callable[..., Run]


@pytest.fixture
def imported(viewer: Viewers) -> Import:
    """Return a function that imports bytes as an uploaded file and returns the ended run."""

    def act(data: bytes, key: str = "") -> Run:
        file = io.BytesIO(data)
        run = bundle_import(acting_user=viewer(), file_or_path=file, name="b.zip", key=key)
        perform(run.pk)
        return Run.objects.select_related("bundle").get(pk=run.pk)

    return act


def signed(packed: Path, tmp_path: Path) -> tuple[bytes, str, str]:
    """Return the bundle signed by a key, that key, and another one, as PEM."""
    from hegui.bundle.keys import ephemeral_key, pem
    from hegui.bundle.seal import seal
    from hegui.server.runs.work.packing import pack

    key = ephemeral_key()
    shutil.copytree(packed.parent / "out", tmp_path / "own")
    seal(tmp_path / "own", key)
    pack(tmp_path / "own", tmp_path / "own.zip")
    other = pem(ephemeral_key().public).decode()
    return (tmp_path / "own.zip").read_bytes(), pem(key.public).decode(), other


def rewritten(packed: Path, change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """Return the archive with each member changed by a function."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return out.getvalue()


def test_a_sound_bundle_is_taken_in_once(imported: Import, packed: Path) -> None:
    run = imported(packed.read_bytes())
    assert (run.state, run.problems) == ("done", [])
    assert run.bundle.level == "integrity"
    again = imported(packed.read_bytes())
    assert again.bundle == run.bundle
    assert again.problems[0]["code"] == "duplicate"
    assert Bundle.objects.count() == 1


def test_a_bundle_signed_by_the_given_key_is_authentic(
    imported: Import, packed: Path, tmp_path: Path
) -> None:
    data, key, other = signed(packed, tmp_path)
    refused = imported(data, other)
    assert (refused.state, refused.bundle) == ("refused", None)
    assert any("key" in p["en"].lower() or "sign" in p["en"].lower() for p in refused.problems)
    assert imported(packed.read_bytes()).bundle.level == "integrity"
    run = imported(data, key.replace("\n", "\r\n"))
    assert (run.state, run.bundle.level) == ("done", "authentic")
    assert run.bundle.signers == [run.source["fingerprint"]]
    assert run.bundle.sha256 == run.source["sha256"], "what is kept carries that signature"
    assert imported(packed.read_bytes()).bundle.level == "authentic"
    assert Bundle.objects.count() == 1


@pytest.mark.parametrize(
    "key",
    ["nonsense", "公钥", "\ud800", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"],
)
def test_what_is_no_public_key_is_refused(imported: Import, packed: Path, key: str) -> None:
    with pytest.raises(InvalidError) as refused:
        imported(packed.read_bytes(), key)
    assert refused.value.data["field"] == "key"
    assert not Run.objects.exists()


def test_a_folder_of_this_machine_is_taken_in(viewer: Viewers, packed: Path) -> None:
    run = bundle_import(acting_user=viewer(), file_or_path=packed.parent / "out")
    assert perform(run.pk) == "done"


def test_a_flipped_byte_is_named_by_its_file(imported: Import, packed: Path) -> None:
    def flip(name: str, data: bytes) -> tuple[str, bytes]:
        changed = bytes([data[0] ^ 1]) + data[1:]
        return name, changed if name == "results/terms.library.json" else data

    run = imported(rewritten(packed, flip))
    assert run.state == "refused"
    assert run.bundle is None
    assert {p["path"] for p in run.problems} == {"results/terms.library.json"}
    assert not refers(run.source["sha256"]), "the next sweep removes it"


def test_a_truncated_archive_is_refused(imported: Import, packed: Path) -> None:
    run = imported(packed.read_bytes()[:-2000])
    assert run.state == "refused"
    assert "zip" in run.problems[0]["en"]


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil", "results/../../evil", "a\\..\\b"])
def test_paths_that_lead_out_are_refused_and_never_written(
    imported: Import, packed: Path, tmp_path: Path, name: str
) -> None:
    data = io.BytesIO(packed.read_bytes())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(name, "x")
    run = imported(data.getvalue())
    assert run.state == "refused"
    assert any("evil" in p["path"] or ".." in p["path"] for p in run.problems)
    assert not list(tmp_path.rglob("*evil*"))


@pytest.mark.parametrize("data", [b"", b"PK", b"\x89PNG\r\n", b"{}" * 99, "合规".encode()])
def test_what_is_no_archive_is_refused(imported: Import, data: bytes) -> None:
    assert imported(data).state == "refused"


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bundle.json", b"0" * 3_000_000)
    trouble = importing.too_large(path, 2_000_000)
    assert trouble is not None
    assert trouble.code == "too_large"
    assert importing.too_large(path, 4_000_000) is None


def test_a_bundle_of_some_checks_is_no_whole_at_a_gate(
    imported: Import, place: Path, tmp_path: Path, viewer: Viewers, signed_in: Callable[..., Client]
) -> None:
    from hegui.assess.assess import Options, assess
    from hegui.catalogue import load
    from hegui.project import load_project
    from hegui.server.inventory.models import Subject
    from hegui.server.runs.judgements import judgements
    from hegui.server.runs.work.packing import pack

    (place / "hegui.yaml").write_text(DECLARATION, "utf-8")
    catalogue = load()
    declared = load_project(place, catalogue)
    kept = []
    for name, only in (("whole", ()), ("part", ("terms.library",))):
        options = Options(only=only, force=True)
        assess(declared, catalogue, tmp_path / name, options=options)
        pack(tmp_path / name, tmp_path / f"{name}.zip")
        kept.append(imported((tmp_path / f"{name}.zip").read_bytes()))
    assert [run.bundle.only for run in kept] == [[], ["terms.library"]]
    with writing(viewer()) as write:
        subject = Subject(
            organisation=viewer().organisation, type="service", key="chat", name="对话服务"
        )
        write.create(subject, "inventory.subject.created")
    found = judgements(viewer(), subject, ["4.1"])
    assert [row.title.en for row in found] == [f"Bundle {kept[0].bundle.short}"]
    page = signed_in().get(f"/o/yunlu/runs/{kept[1].pk}/").text
    assert "只运行了部分检查" in page
    assert "只运行了部分检查" not in signed_in().get(f"/o/yunlu/runs/{kept[0].pk}/").text
    started = f"/o/yunlu/assessments/new/?bundle={kept[1].bundle.pk}"
    assert started in page
    assert kept[1].bundle.digest[:12] in signed_in().get(started).text
