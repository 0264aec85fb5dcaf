"""Damaged pictures and documents: nothing but our own errors leaves, nothing half written stays.

Short by default; HEGUI_FUZZ=long makes 5,000 mutations of each kind.
"""

import io
import os
import random
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from hegui.checks.labels.explicit import (
    Asked,
    ExplicitRules,
    judge_safely,
    mark_file,
    opening,
    seeing,
)
from hegui.checks.labels.explicit.errors import ExplicitLabelError
from hegui.common.errors import HeguiError
from tests.checks.labels.test_fuzz import mutated

RUNS = 5_000 if os.environ.get("HEGUI_FUZZ") == "long" else 60
FORMS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF", "tif": "TIFF", "avif": "AVIF", "bmp": "BMP"}  # fmt: skip
PAGE = b"<html><head><style>p{}</style></head><body class=a><p>text<!-- c --></p></body></html>"


def sample(suffix: str) -> bytes:
    """Return a small valid file; PNG, GIF and WebP move."""
    buffer = io.BytesIO()
    if suffix == "docx":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", "<w:p>正文</w:p>" * 50)
    elif suffix in FORMS:
        frames = [Image.effect_noise((96, 64), 60).convert("RGBA") for _ in range(2)]
        moves = suffix in ("png", "gif", "webp")
        first = frames[0] if moves else frames[0].convert("RGB")
        more = {"save_all": True, "append_images": frames[1:]} if moves else {}
        first.save(buffer, FORMS[suffix], **more)
    return buffer.getvalue() or {"html": PAGE, "json": b'{"a": [1, {"b": "text"}]}'}[suffix]


@pytest.mark.parametrize("suffix", [*FORMS, "docx", "html", "json"])
def test_nothing_but_our_own_errors_leaves(
    tmp_path: Path, explicit: ExplicitRules, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeing, "engine", lambda: "")  # reading words takes a second a picture
    chance, whole = random.Random(suffix), sample(suffix)
    path, out = tmp_path / f"a.{suffix}", tmp_path / "out" / f"a.{suffix}"
    for _ in range(RUNS):
        data = mutated(whole, chance)
        path.write_bytes(data)
        judge_safely(path, explicit)
        try:
            mark_file(path, out, explicit, Asked())
        except HeguiError:
            out.unlink(missing_ok=True)
        else:
            assert judge_safely(out, explicit).verdict == "compliant"
        assert path.read_bytes() == data
        assert {one.name for one in tmp_path.iterdir()} <= {path.name, "out"}
    assert {one.name for one in out.parent.glob(".*")} == set()


def test_the_whole_samples_take_a_mark(tmp_path: Path, explicit: ExplicitRules) -> None:
    for suffix in (*FORMS, "html"):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(sample(suffix))
        mark_file(path, path, explicit, Asked())
        assert judge_safely(path, explicit).verdict == "compliant", suffix


@pytest.mark.parametrize("raised", [RuntimeError("x"), IndexError(), SyntaxError(), OSError("cut")])
def test_whatever_a_decoder_raises_is_said_of_the_file(raised: Exception) -> None:
    said = pytest.raises(ExplicitLabelError, match=r"a\.png.*damaged or cut off")
    with said, opening.decoding("a.png"):
        raise raised
    with pytest.raises(OSError, match="full"), opening.decoding("a.png", disk=True):
        raise OSError(28, "the disk is full")
