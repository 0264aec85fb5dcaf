"""Security data made by OpenSSL and verified by us: integrity, authentic, broken, unknown."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.judge import judge
from hegui.checks.labels.rules import Rules
from hegui.checks.labels.security.data import (
    Form,
    make_security_data,
    read_public_key,
    security_form,
    verify_security_data,
)
from hegui.checks.labels.security.openssl import SealError
from hegui.checks.labels.write import aigc_label, write_label
from tests.support import media

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")


@pytest.fixture
def form(catalogue: Catalogue) -> Form:
    return security_form(catalogue)


def keys(folder: Path, name: str = "key", curve: str = "SM2") -> tuple[Path, Path]:
    private, public = folder / f"{name}.pem", folder / f"{name}.pub"
    made = ["genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}"]
    for arguments in (
        [*made, "-out", private],
        ["pkey", "-in", private, "-pubout", "-out", public],
    ):
        subprocess.run([str(OPENSSL), *map(str, arguments)], check=True, capture_output=True)
    return private, public


def test_an_embedded_key_shows_integrity_and_a_pinned_one_authentic(
    tmp_path: Path, form: Form
) -> None:
    private, public = keys(tmp_path)
    text = make_security_data(LABEL, private, form)
    seen = verify_security_data(LABEL, text, form)
    assert seen.state == "integrity"
    pinned = read_public_key(public)
    assert pinned is not None
    assert seen.key == pinned.hex()
    assert verify_security_data(LABEL, text, form, pinned).state == "authentic"


@pytest.mark.parametrize("field", ["Label", "ContentProducer", "ProduceID"])
def test_a_changed_label_is_broken(tmp_path: Path, form: Form, field: str) -> None:
    private, _ = keys(tmp_path)
    text = make_security_data(LABEL, private, form)
    assert verify_security_data({**LABEL, field: "2"}, text, form).state == "broken"
    assert verify_security_data({**LABEL, "PropagateID": "2"}, text, form).state == "integrity"


def test_another_key_than_the_pinned_one_is_broken(tmp_path: Path, form: Form) -> None:
    private, _ = keys(tmp_path)
    _, other = keys(tmp_path, "other")
    pinned = read_public_key(other)
    seen = verify_security_data(LABEL, make_security_data(LABEL, private, form), form, pinned)
    assert seen.state == "broken"
    assert "pinned" in seen.reason.en


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "none"),
        ("abc", "unknown"),
        ("[" * 5000, "unknown"),
        ('{"Type":"other"}', "unknown"),
        ('{"SecurityData":{"Type":"TC260PG","Version":"1"}}', "unknown"),
        ('{"Type":"TC260PG","PubSd":{"Type":"DS","Signature":"!!"}}', "unknown"),
        ('{"Type":"TC260PG","PubSD":[{"Type":"DS","AlgID":"MD5","Signature":""}]}', "unknown"),
        ('{"Type":"TC260PG","PubSD":[{"Type":"DS"},{"Type":"PubKey","Key":"0400"}]}', "unknown"),
    ],
)
def test_what_is_no_security_data_is_not_called_broken(form: Form, text: str, state: str) -> None:
    assert verify_security_data(LABEL, text, form).state == state


def test_names_of_other_writers_are_read(tmp_path: Path, form: Form) -> None:
    private, _ = keys(tmp_path)
    text = make_security_data(LABEL, private, form).replace('"PubSD"', '"PubSd"')
    bare = json.dumps(json.loads(text)["SecurityData"])
    assert verify_security_data(LABEL, bare, form).state == "integrity"


def test_it_travels_in_a_file_and_the_label_stays_compliant(
    tmp_path: Path, form: Form, rules: Rules
) -> None:
    private, _ = keys(tmp_path)
    path = tmp_path / "a.png"
    path.write_bytes(media.image("PNG"))
    text = make_security_data(LABEL, private, form)
    write_label(path, {**LABEL, "ReservedCode1": text})
    reading = read_label_sites(path)
    assert judge(reading, rules).verdict == "compliant"
    fields = json.loads(reading.sites[0].text)
    assert verify_security_data(fields, fields["ReservedCode1"], form).state == "integrity"


def test_a_key_that_is_no_sm2_key_is_refused(tmp_path: Path, form: Form) -> None:
    private, public = keys(tmp_path, curve="P-256")
    with pytest.raises(SealError):
        make_security_data(LABEL, private, form)
    assert read_public_key(public) is None
