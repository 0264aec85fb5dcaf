"""Word and PDF documents from the written sources, and one scan without any text."""

import datetime as dt
import io
import zipfile
from pathlib import Path

WORD = ("d05-policy", "d07-minutes", "d17-public-page")
PDF = ("d12-report", "d14-privacy")
SCAN = "d27-pia-scan"
DAY = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def write(sources: Path, folder: Path) -> None:
    """Write the documents that people would hand in as Word or PDF."""
    folder.mkdir(parents=True)
    for name in WORD:
        _word((sources / f"{name}.md").read_text("utf-8"), folder / f"{name}.docx")
    for name in PDF:
        _pdf((sources / f"{name}.md").read_text("utf-8"), folder / f"{name}.pdf")
    _scan(folder / f"{SCAN}.pdf")


def _word(text: str, path: Path) -> None:
    from docx import Document

    document = Document()
    document.core_properties.created = document.core_properties.modified = DAY
    for line in filter(None, text.splitlines()):
        if line.startswith("# "):
            document.add_heading(line[2:], level=1)
        else:
            document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    _rezip(made, path)


def _rezip(made: io.BytesIO, path: Path) -> None:
    """Write the parts of a Word file with the day of the example, not the clock's."""
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            out.writestr(zipfile.ZipInfo(name, DAY.timetuple()[:6]), parts.read(name))


def _pdf(text: str, path: Path) -> None:
    """Set the text with the fonts that the reports use."""
    import typst

    from hegui.reports.fonts import choose_fonts

    fonts = choose_fonts()
    families = ", ".join(f'"{family}"' for family in fonts.families)
    lines = [f'#set text(font: ({families},), size: 11pt, lang: "zh")']
    for line in filter(None, text.splitlines()):
        heading = line.startswith("# ")
        words = line[2:] if heading else line
        quoted = words.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'#heading("{quoted}")' if heading else f'#par("{quoted}")')
    data = typst.compile(
        "\n\n".join(lines).encode(),
        font_paths=list(fonts.folders),
        timestamp=int(DAY.timestamp()),
    )
    path.write_bytes(data)


def _scan(path: Path) -> None:
    """Write a PDF that holds only a picture of a page: grey lines where text would be."""
    from PIL import Image, ImageDraw

    page = Image.new("L", (620, 877), 255)
    pen = ImageDraw.Draw(page)
    for n in range(24):
        pen.rectangle((60, 80 + n * 30, 560 - n * 37 % 180, 90 + n * 30), fill=110)
    moment = DAY.timetuple()
    page.save(path, "PDF", creationDate=moment, modDate=moment)
