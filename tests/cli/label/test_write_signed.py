"""`hegui label write --sign-key`: security data in ReservedCode1, verified by `label security`."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from hegui.checks.labels.carriers import read_label_sites
from tests.support import media
from tests.support.label_cli import Said

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
CODE = "001191110102MACQD9K64010001"
PROPAGATOR = "00119144030008867405X220001"


def key(folder: Path, curve: str = "SM2") -> tuple[Path, Path]:
    private, public = folder / f"{curve}.pem", folder / f"{curve}.pub"
    made = ["genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}"]
    for words in ([*made, "-out", private], ["pkey", "-in", private, "-pubout", "-out", public]):
        subprocess.run([str(OPENSSL), *map(str, words)], check=True, capture_output=True)
    return private, public


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "a.png").write_bytes(media.image("PNG"))
    (made / "b.mp3").write_bytes(media.sound())
    return made


def written(folder: Path, private: Path, *more: object) -> list[object]:
    ids = ["--producer", CODE, "--content-id", "id-{stem}"]
    return ["write", folder, *ids, "--sign-key", private, "--in-place", *more]


def test_a_signed_label_is_compliant_and_authentic_to_the_pinned_key(
    tmp_path: Path, folder: Path, label: Said
) -> None:
    private, public = key(tmp_path)
    assert label(*written(folder, private))[0] == 0
    assert label("check", folder)[0] == 0
    for path in sorted(folder.iterdir()):
        assert label.json("security", path)[1]["state"] == "integrity"
        assert label.json("security", path, "--key", public)[1]["state"] == "authentic"
        held = json.loads(read_label_sites(path).sites[0].text)
        assert json.loads(held["ReservedCode1"])["SecurityData"]["Type"] == "TC260PG"


def test_a_label_that_is_changed_afterwards_is_broken(
    tmp_path: Path, folder: Path, label: Said
) -> None:
    label(*written(folder, key(tmp_path)[0]))
    path = folder / "b.mp3"
    path.write_bytes(path.read_bytes().replace(b"id-b", b"id-c"))
    code, said = label.json("security", path)
    assert (code, said["state"]) == (1, "broken")


def test_propagation_keeps_the_signature(tmp_path: Path, folder: Path, label: Said) -> None:
    label(*written(folder, key(tmp_path)[0]))
    add = ["--propagator", PROPAGATOR, "--propagate-id", "p-{stem}", "--in-place"]
    assert label("write", folder, *add)[0] == 0
    assert label.json("security", folder / "a.png")[1]["state"] == "integrity"


def test_a_propagator_signs_into_its_own_reserved_code(
    tmp_path: Path, folder: Path, label: Said
) -> None:
    label(*written(folder, key(tmp_path)[0]))
    first = json.loads(read_label_sites(folder / "a.png").sites[0].text)["ReservedCode1"]
    other = tmp_path / "other"
    other.mkdir()
    add = ["--propagator", PROPAGATOR, "--propagate-id", "p-{stem}", "--in-place"]
    assert label("write", folder, *add, "--sign-key", key(other)[0])[0] == 0
    held = json.loads(read_label_sites(folder / "a.png").sites[0].text)
    assert held["ReservedCode1"] == first
    code, said = label.json("security", folder / "a.png")
    assert (code, said["state"], said["propagator"]["state"]) == (0, "integrity", "integrity")
    assert said["key"] != said["propagator"]["key"]
    assert label("check", folder)[0] == 0


def test_a_protected_key_is_opened_by_its_pass_phrase_and_never_asked_for(
    tmp_path: Path, folder: Path, label: Said
) -> None:
    private, _public = key(tmp_path)
    locked, words, wrong = tmp_path / "locked.pem", tmp_path / "pass", tmp_path / "wrong"
    words.write_text("a pass-phrase\nanother line\n")
    wrong.write_text("no\n")
    lock = ["pkey", "-in", private, "-aes256", "-passout", f"file:{words}", "-out", locked]
    subprocess.run([str(OPENSSL), *map(str, lock)], check=True, capture_output=True)
    before = (folder / "a.png").read_bytes()
    for more in ([], ["--sign-key-pass", wrong]):
        code, _out, err = label(*written(folder, locked, *more))
        assert (code, "key" in err) == (3, True)
        assert (folder / "a.png").read_bytes() == before
    assert label(*written(folder, locked, "--sign-key-pass", words))[0] == 0
    assert label.json("security", folder / "a.png")[1]["state"] == "integrity"
    code, out, _err = label("security", folder / "a.png", "--sign", locked, "--sign-pass", words)
    assert (code, "SecurityData" in out) == (0, True)
    assert label("write", folder, "--producer", CODE, "--content-id", "{stem}", "--in-place",
                 "--sign-key-pass", words)[0] == 2  # fmt: skip


def test_a_key_of_another_kind_is_refused_before_anything_is_written(
    tmp_path: Path, folder: Path, label: Said
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    code, _out, err = label(*written(folder, key(tmp_path, "P-256")[0]))
    assert (code, "SM2" in err) == (3, True)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
