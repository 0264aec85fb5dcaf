"""Label first, then sign: real C2PA signatures by a certificate of our own, verified by the library."""

import json
from pathlib import Path

import pytest
from PIL import Image

from hegui.checks.labels.both import with_manifest
from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.judge import judge
from hegui.checks.labels.rules import Rules
from hegui.checks.labels.security import manifests
from hegui.checks.labels.security.manifest_keys import ManifestSignError, read_manifest_key
from hegui.checks.labels.security.manifests import FORMATS, ThenSign, verify_manifest
from hegui.checks.labels.write import (
    LabelWriteError,
    Options,
    aigc_label,
    label_text,
    rewrite,
    write_label,
)
from hegui.common.errors import MissingExtraError
from tests.checks.labels.test_matrix import content
from tests.support.certificates import issued
from tests.support.made_media import MADE, NotInstalledError

LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")
TEXT = label_text(LABEL)
SIGNED = [
    "plain.png", "alpha.png", "plain.jpg", "xmp.jpg", "lossy.webp", "moving.webp", "plain.gif",
    "plain.tif", "plain.avif", "plain.mp4", "fast.mp4", "plain.mov",
    "fragmented.mp4", "music.m4a", "plain.wav", "plain.avi", "lame.mp3", "old-tag.mp3", "plain.flac",
]  # fmt: skip


def made(name: str, folder: Path) -> Path:
    path = folder / name
    try:
        MADE[name](path)
    except NotInstalledError as error:
        pytest.skip(str(error))
    return path


@pytest.fixture
def then(tmp_path: Path) -> ThenSign:
    pytest.importorskip("c2pa", reason="c2pa-python (extra c2pa) is not installed")
    (tmp_path / "keys").mkdir()
    files = issued(tmp_path / "keys")
    return ThenSign(read_manifest_key(files.chain, files.key))


@pytest.mark.parametrize("name", SIGNED)
def test_a_labelled_file_is_signed_and_the_manifest_holds(
    tmp_path: Path, then: ThenSign, rules: Rules, name: str
) -> None:
    path = made(name, tmp_path)
    out = write_label(path, LABEL, tmp_path / f"out-{name}", options=Options(then=then))
    found = verify_manifest(out)
    assert found.state == "valid", found.reason.en
    assert verify_manifest(out, (tmp_path / "keys" / "anchor.pem").read_bytes()).state == "trusted"
    judged = with_manifest(judge(read_label_sites(out), rules), out, rules)
    assert judged.verdict == "compliant"
    assert content(out) == content(path)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["plain.heic", "pages.tif"])
def test_a_picture_that_the_library_would_damage_is_refused_and_stays(
    tmp_path: Path, then: ThenSign, name: str
) -> None:
    """The library moves offsets in HEIC that count inside a box, and adds an empty page to TIFF."""
    path, out = made(name, tmp_path), tmp_path / f"out-{name}"
    before = path.read_bytes()
    with pytest.raises(LabelWriteError, match="C2PA"):
        write_label(path, LABEL, out, options=Options(then=then))
    assert path.read_bytes() == before
    assert not out.exists()


@pytest.mark.parametrize("name", ["plain.png", "plain.jpg", "fast.mp4", "lossy.webp"])
def test_a_label_written_behind_a_signature_breaks_it_unless_it_is_signed_again(
    tmp_path: Path, then: ThenSign, rules: Rules, name: str
) -> None:
    path = made(name, tmp_path)
    write_label(path, LABEL, options=Options(then=then))
    rewrite(path, None)
    assert verify_manifest(path).state == "broken"
    rewrite(path, TEXT.replace("0001", "0002"))
    judged = with_manifest(judge(read_label_sites(path), rules), path, rules)
    assert judged.verdict == "noncompliant"
    assert [fault.check for fault in judged.faults] == ["LBL-C-11"]
    rewrite(path, TEXT, options=Options(then=then))
    assert verify_manifest(path).state == "valid"
    judged = with_manifest(judge(read_label_sites(path), rules), path, rules)
    assert judged.verdict == "compliant"


def test_the_first_signature_stays_as_that_of_the_parent(tmp_path: Path, then: ThenSign) -> None:
    c2pa = pytest.importorskip("c2pa")
    path = made("plain.png", tmp_path)
    rewrite(path, None, options=Options(then=then))
    write_label(path, LABEL, options=Options(then=then))
    with path.open("rb") as file, c2pa.Reader("image/png", file) as reader:
        told = json.loads(reader.json())
    active = told["manifests"][told["active_manifest"]]
    [parent] = active["ingredients"]
    assert parent["relationship"] == "parentOf"
    assert parent["active_manifest"] in told["manifests"]
    assert len(told["manifests"]) == 2


def test_what_cannot_be_signed_is_refused_and_stays(tmp_path: Path, then: ThenSign) -> None:
    path = made("plain.md", tmp_path)
    before = path.read_bytes()
    with pytest.raises(LabelWriteError) as caught:
        write_label(path, LABEL, options=Options(then=then))
    assert "C2PA" in caught.value.message("en")
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"plain.md", "keys"}


def test_a_signed_file_whose_content_differs_is_not_swapped_in(
    tmp_path: Path, then: ThenSign, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made("plain.png", tmp_path)
    before = path.read_bytes()
    sign = manifests._sign

    def another(key: object, kind: str, labelled: Path, *rest: object) -> None:
        Image.open(labelled).rotate(90).save(labelled, pnginfo=None)
        write_label(labelled, LABEL)
        sign(key, kind, labelled, *rest)  # type: ignore[arg-type]
        labelled.write_bytes(before)
        write_label(labelled, LABEL)

    monkeypatch.setattr(manifests, "_sign", another)
    with pytest.raises(LabelWriteError) as caught:
        write_label(path, LABEL, options=Options(then=then))
    assert "content" in caught.value.message("en")
    assert path.read_bytes() == before


def test_a_key_of_another_certificate_or_a_wrong_pass_phrase_is_refused(tmp_path: Path) -> None:
    one, other = tmp_path / "a", tmp_path / "b"
    one.mkdir()
    other.mkdir()
    files, others = issued(one, b"secret"), issued(other)
    assert read_manifest_key(files.chain, files.key, b"secret").algorithm == "es256"
    assert "secret" not in repr(read_manifest_key(files.chain, files.key, b"secret"))
    for chain, key, password in (
        (files.chain, files.key, None),
        (files.chain, files.key, b"wrong"),
        (files.chain, others.key, None),
        (files.key, others.key, None),
        (files.chain, files.chain, None),
    ):
        with pytest.raises(ManifestSignError):
            read_manifest_key(chain, key, password)


def test_without_the_library_it_is_said_and_nothing_is_judged(
    tmp_path: Path, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.support import media

    monkeypatch.setitem(__import__("sys").modules, "c2pa", None)
    path = tmp_path / "a.png"
    path.write_bytes(media.png_with(media.manifest()))
    found = verify_manifest(path)
    assert found.state == "unknown"
    assert "hegui[c2pa]" in found.reason.en
    rewrite(path, TEXT)
    judged = with_manifest(judge(read_label_sites(path), rules), path, rules)
    assert judged.verdict == "compliant"
    assert [(fault.check, fault.severity) for fault in judged.faults] == [("LBL-C-11", "info")]
    (tmp_path / "keys").mkdir()
    files = issued(tmp_path / "keys")
    with pytest.raises(MissingExtraError) as caught:
        ThenSign(read_manifest_key(files.chain, files.key)).check()
    assert "hegui[c2pa]" in caught.value.message("en")


def test_formats_are_carriers() -> None:
    from hegui.checks.labels.carriers import CARRIERS

    assert set(FORMATS) <= set(CARRIERS)
