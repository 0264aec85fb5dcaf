"""Documents and text: what players of media cannot check, and files that try to do harm."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from hegui.checks.labels.carriers import UnreadableMediaError, read_label_sites
from hegui.checks.labels.judge import judge
from hegui.checks.labels.rules import Rules
from hegui.checks.labels.write import LabelWriteError, Options, aigc_label, label_text, write_label
from tests.support.made_media import MADE

LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")
TEXT = label_text(LABEL)


def saved(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def pdf(**more: object) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if more.get("certified"):
        root = writer.root_object
        root[NameObject("/Perms")] = DictionaryObject({NameObject("/DocMDP"): DictionaryObject()})
    if more.get("password"):
        writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_grows_at_its_end_only(tmp_path: Path) -> None:
    data = pdf()
    path = write_label(saved(tmp_path, "a.pdf", data), LABEL)
    assert path.read_bytes().startswith(data)


def test_a_certified_pdf_is_refused_unless_forced(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.pdf", pdf(certified=True))
    with pytest.raises(LabelWriteError) as caught:
        write_label(path, LABEL)
    assert "DocMDP" in caught.value.message("en")
    write_label(path, LABEL, options=Options(force=True))
    assert len(read_label_sites(path).sites) == 1


def test_a_pdf_with_a_password_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableMediaError) as caught:
        read_label_sites(saved(tmp_path, "a.pdf", pdf(password=True)))
    assert "encrypted" in caught.value.message("en")


def test_a_value_with_brackets_and_chinese_survives_in_pdf(tmp_path: Path) -> None:
    label = aigc_label("提供者(甲)\\", "1")
    path = write_label(saved(tmp_path, "a.pdf", pdf()), label)
    assert json.loads(read_label_sites(path).sites[0].text) == label
    assert (PdfReader(path).metadata or {})["/AIGC"] == label_text(label)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\nstartxref\n99999\n%%EOF",
        b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Prev 9>>\nstartxref\n9\n%%EOF",
        b"%PDF-1.4\nxref\n0 99999999\ntrailer\n<<>>\nstartxref\n9\n%%EOF",
        b"%PDF-1.4\ntrailer" + b"[" * 5000 + b"\nstartxref\n0\n%%EOF",
        b"PK\3\4[Content_Types].xml",
    ],
)
def test_a_broken_document_is_said_to_be_broken(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableMediaError):
        read_label_sites(saved(tmp_path, "a.bin", data))


def docx(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
PLAIN = {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": b"<a/>"}


def test_an_office_file_keeps_every_other_part_byte_for_byte(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.docx", docx(PLAIN))
    write_label(path, LABEL)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert archive.read("word/document.xml") == b"<a/>"
        assert b"/docProps/custom.xml" in archive.read("[Content_Types].xml")


@pytest.mark.parametrize(
    "custom",
    [
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        b"<Properties",
        b" " * (3 << 20),
    ],
)
def test_entities_and_bombs_in_office_files_are_refused(tmp_path: Path, custom: bytes) -> None:
    path = saved(tmp_path, "a.docx", docx({**PLAIN, "docProps/custom.xml": custom}))
    with pytest.raises(UnreadableMediaError):
        read_label_sites(path)


def test_a_signed_office_file_is_refused_unless_forced(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.docx", docx({**PLAIN, "_xmlsignatures/sig1.xml": b"<a/>"}))
    with pytest.raises(LabelWriteError) as caught:
        write_label(path, LABEL)
    assert "--force" in caught.value.message("en")
    write_label(path, LABEL, options=Options(force=True))


def test_front_matter_of_other_tools_is_read(tmp_path: Path, rules: Rules) -> None:
    block = "---\ntitle: a\nAIGC:\n  Label: '1'\n  ContentProducer: Someone\n  ProduceID: '7'\ntags: [b]\n---\n"
    reading = read_label_sites(saved(tmp_path, "a.md", block))
    assert judge(reading, rules).verdict == "compliant"
    seen = "---\nAIGC: {Label: AIGC, ContentProducer: Someone, ProduceID: x}\n---\n"
    judged = judge(read_label_sites(saved(tmp_path, "b.md", seen)), rules)
    assert judged.verdict == "noncompliant"
    assert [fault.check for fault in judged.faults] == ["LBL-C-05"]


def test_aliases_in_front_matter_are_refused(tmp_path: Path) -> None:
    bomb = "---\nAIGC:\n  a: &a [x, x]\n  b: [*a, *a]\n---\n"
    with pytest.raises(UnreadableMediaError):
        read_label_sites(saved(tmp_path, "a.md", bomb))


def test_the_bytes_of_a_json_file_stay_around_the_label(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.json", '{ "b":1 ,\n "AIGC" : "x" }')
    assert [site.text for site in read_label_sites(path).sites] == ["x"]
    other = write_label(saved(tmp_path, "b.json", '{ "b":1.50 ,\n "c": {"AIGC": 1} }'), LABEL)
    assert other.read_text().endswith('"b":1.50 ,\n "c": {"AIGC": 1} }')
    with pytest.raises(LabelWriteError):
        write_label(saved(tmp_path, "c.json", "[1]"), LABEL)


def test_a_label_in_html_is_seen_in_tags_only(tmp_path: Path) -> None:
    page = "<!doctype html><head><!-- <meta name='AIGC' content='{}'> --><title>x</title></head>"
    path = saved(tmp_path, "a.html", page)
    assert read_label_sites(path).sites == []
    write_label(path, LABEL)
    assert json.loads(read_label_sites(path).sites[0].text) == LABEL


def test_plain_text_gets_a_side_car_bound_to_its_content(tmp_path: Path, rules: Rules) -> None:
    path = saved(tmp_path, "表.csv", "a,b\n")
    write_label(path, LABEL)
    assert path.read_text() == "a,b\n"
    assert judge(read_label_sites(path), rules).verdict == "compliant"
    with pytest.raises(LabelWriteError):
        write_label(path, LABEL)
    path.write_text("a,c\n")
    assert judge(read_label_sites(path), rules).verdict == "noncompliant"


@pytest.mark.parametrize("name", ["typst.pdf", "titled.pdf"])
def test_the_other_information_of_a_pdf_stays(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    MADE[name](path)
    before = dict(PdfReader(path).metadata or {})
    write_label(path, LABEL)
    after = dict(PdfReader(path).metadata or {})
    assert after.pop("/AIGC") == TEXT
    assert after == before


def archive(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in members:
            made.writestr(name, "application/vnd.oasis.opendocument.text")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.ofd", archive("OFD.xml", "Doc_0/Document.xml"), "the place of a label in OFD is not"),
        ("a.xmind", archive("content.json"), "the place of a label in XMind is not"),
        ("a.uof", b"<?xml version='1.0'?><uof:UOF/>", "the place of a label in UOF is not"),
        ("a.odt", archive("mimetype", "content.xml"), "ODF is not supported"),
        ("a.wav", b"RIFX" + bytes(60), "RIFX is not supported; convert it to WAV"),
        ("a.aiff", b"FORM\0\0\0\0AIFF" + bytes(60), "AIFF is not supported"),
        ("a.bmp", b"BM" + bytes(60), "BMP is not supported"),
        ("a.zip", archive("a.txt"), "not an image, audio, video or document"),
    ],
)
def test_known_kinds_without_a_known_place_are_named(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = saved(tmp_path, name, data)
    for use in (read_label_sites, lambda p: write_label(p, LABEL)):
        with pytest.raises(UnreadableMediaError) as caught:
            use(path)
        assert said in caught.value.message("en")
    assert path.read_bytes() == data


def zip64(source: Path, *, wrong: int = 0) -> bytes:
    """Return an archive whose sizes, offsets and end are all in the fields of ZIP64."""
    out, directory, largest = bytearray(), bytearray(), 0xFFFFFFFF
    with zipfile.ZipFile(source) as opened:
        names = opened.namelist()
        for name in names:
            data, at = opened.read(name), len(out)
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            packed = packer.compress(data) + packer.flush()
            sizes = struct.pack("<QQ", len(data), len(packed))
            common = struct.pack("<HHHHHIIIH", 45, 0x800, 8, 0, 0x21, zlib.crc32(data),
                                 largest, largest, len(name))  # fmt: skip
            extra = struct.pack("<HH", 1, 16) + sizes
            out += b"PK\3\4" + common + struct.pack("<H", 20) + name.encode() + extra + packed
            extra = struct.pack("<HH", 1, 24) + sizes + struct.pack("<Q", at + wrong)
            tail = struct.pack("<HHHHII", len(extra), 0, 0, 0, 0, largest)
            directory += b"PK\1\2\x2d\0" + common + tail + name.encode() + extra
    at = len(out)
    end = struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, len(names), len(names), len(directory), at)
    locator = struct.pack("<IQI", 0, at + len(directory), 1)
    last = struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, largest, largest, 0)
    return bytes(out + directory) + b"PK\6\6" + end + b"PK\6\7" + locator + b"PK\5\6" + last


def test_office_files_in_zip64_are_read_and_written(tmp_path: Path, rules: Rules) -> None:
    MADE["word.docx"](tmp_path / "plain.docx")
    path = saved(tmp_path, "a.docx", zip64(tmp_path / "plain.docx"))
    with zipfile.ZipFile(path) as before:
        names = before.namelist()
    write_label(path, LABEL)
    assert judge(read_label_sites(path), rules).verdict == "compliant"
    with zipfile.ZipFile(path) as after:
        assert after.testzip() is None
        assert after.namelist() == [*names, "docProps/custom.xml"]
    assert [p.text for p in Document(str(path)).paragraphs] == ["正文"]


@pytest.mark.parametrize("cut", [1, 22, 30, 42, 60, 100])
def test_damaged_zip64_is_damage(tmp_path: Path, cut: int) -> None:
    MADE["word.docx"](tmp_path / "plain.docx")
    data = zip64(tmp_path / "plain.docx")
    for bad in (data[: len(data) - cut], zip64(tmp_path / "plain.docx", wrong=1 << 40)):
        path = saved(tmp_path, "a.docx", bad)
        with pytest.raises(UnreadableMediaError):
            write_label(path, LABEL)
        assert path.read_bytes() == bad
