"""Reading documents: formats, awkward Chinese text, and files that must not be believed."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from docx.document import Document as WordDocument
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hegui.checks.records.reading import UnreadableDocumentError, document_text, word
from hegui.checks.records.reading import text as reading_text

MakeWord = Callable[..., Path]

SENTENCE = "第一条　本协议约定服务内容与双方权利义务。"


def why(path: Path) -> str:
    with pytest.raises(UnreadableDocumentError) as caught:
        document_text(path)
    sentence = caught.value.message("en")
    assert path.name in sentence
    assert caught.value.message("zh").endswith("。")
    return sentence


@pytest.fixture
def word_file(tmp_path: Path) -> Callable[..., Path]:
    def make(fill: Callable[[WordDocument], object], name: str = "a.docx") -> Path:
        document = docx.Document()
        fill(document)
        path = tmp_path / name
        document.save(str(path))
        return path

    return make


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_the_encodings_of_chinese_editors(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "协议.txt"
    path.write_bytes(SENTENCE.encode(encoding))
    assert document_text(path) == SENTENCE


def test_markdown_keeps_traditional_full_width_and_emoji(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 個人資訊保護\n\nＡＩ生成　標識🙂\n", encoding="utf-8")
    assert "個人資訊保護" in document_text(path)
    assert "ＡＩ生成　標識🙂" in document_text(path)


def test_html_gives_what_a_reader_sees(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<html><head><title>t</title><style>p{}</style></head><body>"
        "<p>投诉&amp;举报</p><script>var 秘密=1</script><div>备案<b>编号</b></div></body></html>",
        encoding="utf-8",
    )
    text = document_text(path)
    assert "投诉&举报" in text
    assert "备案编号" in text
    assert "秘密" not in text


def test_word_paragraphs_tables_headers_and_split_runs_are_read(word_file: MakeWord) -> None:
    def fill(document: WordDocument) -> None:
        paragraph = document.add_paragraph()
        paragraph.add_run("知识")
        paragraph.add_run("产权").bold = True
        document.add_table(rows=1, cols=2).cell(0, 1).text = "表中责任人"
        document.sections[0].header.paragraphs[0].text = "页眉：示例公司"

    text = document_text(word_file(fill))
    assert "知识产权" in text
    assert "表中责任人" in text
    assert "页眉：示例公司" in text


def test_a_word_file_without_words_holds_no_text(word_file: MakeWord) -> None:
    assert "no text" in why(word_file(lambda document: document.add_paragraph("   ")))


def test_a_scanned_pdf_holds_no_text(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.write(path)
    assert "no text" in why(path)


def test_an_encrypted_pdf_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.encrypt("open sesame", algorithm="AES-256")
    writer.write(path)
    assert "protected by a password" in why(path)


def test_pdf_text_is_read_also_when_locked_against_changes_only(tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    path.write_bytes(one_page_pdf("Privacy policy 2026"))
    writer = pypdf.PdfWriter(clone_from=path)
    writer.encrypt("", "owner", algorithm="AES-256")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    assert "Privacy policy 2026" in document_text(path)
    assert "Privacy policy 2026" in document_text(locked)


def test_a_broken_pdf_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj <<" + bytes(range(256)))
    assert "damaged" in why(path)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.docx", b"%PDF-1.4 ...", "PDF"),
        ("a.pdf", b"PK\x03\x04....", "ZIP/Word"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE/Word"),
        ("a.md", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("a.docx", "文本".encode(), "text"),
    ],
)
def test_a_wrong_extension_is_said(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert f"holds {kind}" in why(path)


def test_missing_empty_folder_unknown_and_binary_files(tmp_path: Path) -> None:
    (tmp_path / "empty.md").touch()
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "sheet.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "latin.txt").write_bytes(b"\xff\x80\xff")
    assert "not there" in why(tmp_path / "none.md")
    assert "empty" in why(tmp_path / "empty.md")
    assert "not a regular file" in why(tmp_path / "folder.md")
    assert "cannot be read; use one of .md" in why(tmp_path / "sheet.xlsx")
    assert "not text" in why(tmp_path / "binary.txt")
    assert "not text" in why(tmp_path / "latin.txt")


def test_a_large_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_text, "MAX_BYTES", 1 << 20)
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate((1 << 20) + 1)
    assert "larger than 1 MB" in why(path)


def test_a_zip_bomb_in_a_word_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (word.MAX_UNPACKED + 1))
    assert path.stat().st_size < 1 << 20
    assert "unpacks to far more" in why(path)


def test_a_bomb_that_lies_about_its_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "liar.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (1 << 20) + b"</a>")
    data = path.read_bytes()
    true_size = ((1 << 20) + 7).to_bytes(4, "little")
    assert data.count(true_size) == 2
    path.write_bytes(data.replace(true_size, (10).to_bytes(4, "little")))
    monkeypatch.setattr(word, "MAX_UNPACKED", 1 << 18)
    assert "damaged" in why(path) or "unpacks" in why(path)


@pytest.mark.parametrize("body", [b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", b"<a><b></a>"])
def test_entities_and_broken_xml_in_a_word_file_are_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", body)
    assert why(path)


def test_a_zip_without_a_word_body_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.xml", b"<a/>")
    assert "damaged" in why(path)


def test_a_truncated_word_file_is_damaged(word_file: MakeWord) -> None:
    path = word_file(lambda document: document.add_paragraph(SENTENCE))
    path.write_bytes(path.read_bytes()[:-300])
    assert "damaged" in why(path)


def test_a_strict_word_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "strict.docx"
    body = (
        '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">'
        "<w:body><w:p><w:r><w:t>严格格式</w:t></w:r></w:p></w:body></w:document>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", body)
    assert document_text(path).strip() == "严格格式"


def test_another_compression_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "damaged" in why(path)


def test_a_text_beyond_all_documents_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_text, "MAX_CHARACTERS", 10)
    path = tmp_path / "a.txt"
    path.write_text("条" * 11, encoding="utf-8")
    assert "more than 10 characters" in why(path)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chance=st.data())
def test_no_mutation_of_a_document_breaks_the_reader(
    tmp_path: Path, kind: str, chance: st.DataObject
) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "docx":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", "<a><b>x</b></a>" * 3)
    data = bytearray(path.read_bytes() if kind == "docx" else one_page_pdf("text"))
    for _ in range(chance.draw(st.integers(1, 4))):
        at = chance.draw(st.integers(0, len(data) - 1))
        data[at : at + chance.draw(st.integers(0, 4))] = chance.draw(st.binary(max_size=4))
    path.write_bytes(bytes(data))
    try:
        assert document_text(path).strip()
    except UnreadableDocumentError as error:
        assert error.data["zh"]  # noqa: PT017 - either outcome is right


def one_page_pdf(text: str) -> bytes:
    """Return a minimal PDF with one line of ASCII text."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
