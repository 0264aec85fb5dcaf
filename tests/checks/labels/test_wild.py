"""Variants seen in the wild, one by one as the catalogue names them: each is read, with its verdict.

A variant that is added to the catalogue without a file here fails `test_every_named_variant…`.
"""

import io
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.explicit import judge_text, load_explicit_rules
from hegui.checks.labels.judge import judge
from hegui.checks.labels.rules import Rules
from hegui.checks.labels.security.data import security_form, verify_security_data
from hegui.checks.labels.value import parse_value
from tests.checks.labels.support import AIGC_XMP, TEXT, WRAPPED
from tests.support import media
from tests.support.media import LABEL, box, exif, jpeg_with, movie, png_chunk, png_with, xmp

UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
EXIF = b"Exif\0\0"


def webp_exif() -> bytes:
    out = io.BytesIO()
    comment = exif(comment=b"ASCII\0\0\0" + WRAPPED.encode())
    Image.new("RGB", (16, 16)).save(out, "WEBP", exif=EXIF + comment)
    return out.getvalue()


def wav_info() -> bytes:
    text = TEXT.encode() + b"\0" * (len(TEXT) % 2)
    info = b"INFOAIGC" + struct.pack("<I", len(TEXT)) + text
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    body = b"WAVE" + form + b"LIST" + struct.pack("<I", len(info)) + info
    body += b"data" + struct.pack("<I", 32) + bytes(32)
    return b"RIFF" + struct.pack("<I", len(body)) + body


VARIANTS: dict[tuple[str, str], Callable[[], bytes]] = {
    ("jpg", "EXIF UserComment wrapped"): lambda: jpeg_with(
        (1, EXIF + exif(comment=b"ASCII\0\0\0" + WRAPPED.encode()))
    ),
    ("jpg", "EXIF ImageDescription wrapped"): lambda: jpeg_with(
        (1, EXIF + exif(description=WRAPPED.encode() + b"\0"))
    ),
    ("jpg", "bare AIGC blob in APP segment"): lambda: jpeg_with((11, b"AIGC" + TEXT.encode())),
    ("png", "tEXt AIGC bare"): lambda: png_with(png_chunk(b"tEXt", b"AIGC\0" + TEXT.encode())),
    ("png", "tEXt AIGC wrapped"): lambda: png_with(
        png_chunk(b"tEXt", b"AIGC\0" + WRAPPED.encode())
    ),
    ("png", "zTXt AIGC"): lambda: png_with(
        png_chunk(b"zTXt", b"AIGC\0\0" + zlib.compress(TEXT.encode()))
    ),
    ("webp", "EXIF UserComment"): webp_exif,
    ("mp4", "moov.meta"): lambda: movie(media.meta(b"AIGC", TEXT.encode(), quicktime=True)),
    ("mp4", "keyless mdir ilst"): lambda: movie(box(b"udta", media.itunes(b"AIGC", TEXT.encode()))),
    ("mp4", "uuid XMP"): lambda: movie(tail=box(b"uuid", UUID, xmp(AIGC_XMP))),
    ("wav", "LIST INFO AIGC"): wav_info,
}


def test_every_named_variant_has_a_file_here(catalogue: Catalogue) -> None:
    named = {
        (rule.data["ext"][0], place)
        for rule in catalogue.label_rules.values()
        if rule.kind == "carrier"
        for place in rule.data.get("also_read", ())
    }
    assert named == set(VARIANTS)


@pytest.mark.parametrize("variant", VARIANTS, ids=" ".join)
def test_a_named_variant_is_read_and_compliant(
    variant: tuple[str, str], tmp_path: Path, rules: Rules
) -> None:
    path = tmp_path / f"a.{variant[0]}"
    path.write_bytes(VARIANTS[variant]())
    reading = read_label_sites(path)
    [site] = reading.sites
    assert parse_value(site.text).fields == LABEL
    assert judge(reading, rules).verdict == "compliant"
    held = path.read_bytes()[site.start : site.end]
    assert b"ContentProducer" in held or variant[1] == "zTXt AIGC"


def with_text(text: str) -> bytes:
    return png_with(png_chunk(b"tEXt", b"AIGC\0" + text.encode()))


def test_tolerated_wrappings_are_those_of_the_catalogue(
    catalogue: Catalogue, tmp_path: Path, rules: Rules
) -> None:
    stated = catalogue.label_rules["LBL-W-TOLERANCE"].data
    assert stated == {"bare": True, "wrapped_in_AIGC": True, "double_encoded": "report_warning"}
    path = tmp_path / "a.png"
    for text, remarks in ((TEXT, []), (WRAPPED, []), (json.dumps(TEXT), ["LBL-W-TOLERANCE"])):
        path.write_bytes(with_text(text))
        judged = judge(read_label_sites(path), rules)
        assert judged.verdict == "compliant"
        assert [fault.check for fault in judged.faults] == remarks


def test_the_attribute_form_of_xmp_is_read(tmp_path: Path, rules: Rules) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png_with(media.itxt(xmp("", f"TC260:AIGC='{TEXT}'"))))
    assert judge(read_label_sites(path), rules).verdict == "compliant"


def test_a_markdown_whose_label_says_aigc_is_noncompliant(tmp_path: Path, rules: Rules) -> None:
    """LBL-N-SEEN-1: Label holds the word AIGC."""
    path = tmp_path / "a.md"
    members = "".join(f"  {k}: {v!r}\n" for k, v in (LABEL | {"Label": "AIGC"}).items())
    path.write_text(f"---\nAIGC:\n{members}---\n正文\n")
    judged = judge(read_label_sites(path), rules)
    assert judged.verdict == "noncompliant"
    assert [fault.check for fault in judged.faults] == ["LBL-C-05"]


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("MiniMax", "compliant"), ("豆包", "noncompliant"), ("A B", "noncompliant")],
)
def test_a_products_name_in_place_of_a_code_passes_when_its_characters_do(
    name: str, verdict: str, tmp_path: Path, rules: Rules
) -> None:
    """LBL-N-SEEN-2: a bare product name instead of the 27-character code."""
    path = tmp_path / "a.png"
    text = json.dumps(LABEL | {"ContentProducer": name}, ensure_ascii=False)
    path.write_bytes(png_with(media.itxt(xmp(f"<TC260:AIGC>{text}</TC260:AIGC>"))))
    assert judge(read_label_sites(path), rules).verdict == verdict


@pytest.mark.parametrize("words", ["即梦AI", "豆包AI生成"])
def test_words_of_real_marks_have_the_elements_that_the_facts_state(
    words: str, catalogue: Catalogue
) -> None:
    found = judge_text(words + "\n" + "一段正文。" * 40, load_explicit_rules(catalogue))
    assert (found.verdict == "compliant") == (words == "豆包AI生成")


def test_tolerated_names_of_security_data_are_read(catalogue: Catalogue) -> None:
    form = security_form(catalogue)
    assert {"PubSd", "LabelMataData", "Binding"} <= set(form.tolerated)
    inner = {"Type": form.kind, "Version": "1"}
    signed = [{"Type": "DS", "AlgID": form.algorithm, "Signature": "AAAA"}]
    for name in ("PubSD", "PubSd"):
        text = json.dumps({"SecurityData": inner | {name: signed}})
        found = verify_security_data(LABEL, text, form)
        # Whatever the spelling, the signature is found; without a key it cannot be judged.
        assert (found.state, "public key" in found.reason.en) == ("unknown", True)
