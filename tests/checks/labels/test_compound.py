"""Office documents with a password or of the time before 2007 say which they are and what to do.

`tests/data/labels/locked.xlsx` is a table of one cell made by openpyxl, encrypted by msoffcrypto-tool.
"""

import shutil
import struct
from pathlib import Path

import pytest

from hegui.checks.labels.carriers import UnreadableMediaError, read_label_sites
from hegui.checks.labels.carriers.compound import COMPOUND, stream_names
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.write import aigc_label, write_label
from tests.support.made_elsewhere import PAGE, by_office
from tests.support.made_media import NotInstalledError

LOCKED = Path(__file__).parents[2] / "data" / "labels" / "locked.xlsx"
LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")
FREE, END = 0xFFFFFFFF, 0xFFFFFFFE


def compound(names: list[str], following: list[int] | None = None) -> bytes:
    """Return a compound file of 512-byte sectors: the table of sectors, then the directory."""
    entries = [name.encode("utf-16-le") for name in names]
    entries = [e.ljust(64, b"\0") + struct.pack("<H", len(e) + 2) + bytes(62) for e in entries]
    count = -(-len(entries) // 4)
    chain = following or [*range(2, count + 1), END]
    table = struct.pack(f"<{1 + len(chain)}I", 0xFFFFFFFD, *chain).ljust(512, b"\xff")
    head = COMPOUND + bytes(16) + struct.pack("<HHHH", 62, 3, 0xFFFE, 9) + bytes(16)
    head += struct.pack("<I", 1) + bytes(24) + struct.pack("<110I", 0, *[FREE] * 109)
    return head[:512] + table + b"".join(entries).ljust(512 * count, b"\0")


def said(path: Path) -> str:
    with pytest.raises(UnreadableMediaError) as caught:
        read_label_sites(path)
    before = path.read_bytes()
    with pytest.raises(UnreadableMediaError):
        write_label(path, LABEL)
    assert path.read_bytes() == before
    return caught.value.message("en")


def test_a_document_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    shutil.copy(LOCKED, path)
    assert "encrypted with a password" in said(path)


@pytest.mark.parametrize(
    ("suffix", "word"), [("doc", "DOC is not"), ("xls", "XLS is not"), ("ppt", "PPT is not")]
)
def test_a_document_of_old_says_into_what_to_convert_it(
    tmp_path: Path, suffix: str, word: str
) -> None:
    path = tmp_path / f"a.{suffix}"
    streams = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}
    path.write_bytes(compound(["Root Entry", "1", "2", "3", "4", streams[suffix]]))
    assert word in said(path)
    assert f"convert it to {suffix.upper()}X" in said(path)


@pytest.mark.slow
def test_a_document_of_old_from_a_real_office(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    try:
        by_office(PAGE, "html")(path)
    except NotInstalledError as error:
        pytest.skip(str(error))
    assert "DOC is not supported; convert it to DOCX" in said(path)


def test_another_compound_file_says_what_it_may_be(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    for data in (compound(["Root Entry", "Other"]), COMPOUND + bytes(500), COMPOUND):
        path.write_bytes(data)
        assert "OLE2 compound file of a kind that is not known" in said(path)


def test_a_directory_that_goes_round_in_a_circle_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(compound(["Root Entry", "1", "2", "3", "4"], [2, 1]))
    with Source.open(path) as source:
        assert len(list(stream_names(source))) == 256 * 4
    assert "OLE2" in said(path)


def test_cut_off_anywhere_it_is_still_a_compound_file(tmp_path: Path) -> None:
    whole, path = LOCKED.read_bytes(), tmp_path / "a.xlsx"
    for end in range(8, len(whole), 97):
        path.write_bytes(whole[:end])
        assert "OLE2" in said(path) or "password" in said(path)
