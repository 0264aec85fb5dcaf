"""Every kind of file x what it holds x what is done: media are real, players see no difference."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from hegui.checks.labels.carriers import CARRIERS, read_label_sites
from hegui.checks.labels.carrying import carry_label
from hegui.checks.labels.judge import judge
from hegui.checks.labels.rules import Rules
from hegui.checks.labels.write import (
    LabelWriteError,
    aigc_label,
    label_text,
    propagated,
    rewrite,
    write_label,
)
from tests.support import made_elsewhere
from tests.support.made_media import MADE, NotInstalledError, packets, pixels

LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")
TEXT = label_text(LABEL)
EXIFTOOL = shutil.which("exiftool")
assert made_elsewhere.RECORDED.keys() <= MADE.keys()
UNSEEN_BY_EXIFTOOL = {"avi", "wav", "flv", "ogg", "markdown", "json", "ooxml"}
"""Carriers whose label exiftool does not show."""


@pytest.fixture(scope="module", params=sorted(MADE))
def original(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / request.param
    try:
        MADE[request.param](path)
    except NotInstalledError as error:
        pytest.skip(str(error))
    return path


@pytest.fixture(scope="module")
def labelled(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_label(original, LABEL, tmp_path_factory.mktemp("labelled") / original.name)


def content(path: Path) -> object:
    """Return what a player or viewer makes of a file."""
    family = CARRIERS[read_label_sites(path).carrier].family
    if path.suffix == ".heic":
        target = path.with_suffix(".seen.png")
        subprocess.run(["heif-convert", path, target], check=True, capture_output=True)
        return pixels(target)
    if family == "image":
        return pixels(path)
    return packets(path) if family in ("video", "audio") else document(path)


def path_is_packed(path: Path) -> bool:
    return path.suffix in (".docx", ".xlsx", ".pptx")


def document(path: Path) -> object:
    """Return what the library of a document makes of it, without the label."""
    if path.suffix == ".docx":
        return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        kept = [(one.name, one.value) for one in book.custom_doc_props.props]
        return list(book.active.values), [one for one in kept if one[0] != "AIGC"]
    if path.suffix == ".pptx":
        return slides(path)
    if path.suffix == ".pdf":
        reader = pypdf.PdfReader(path)
        kept = {key: value for key, value in (reader.metadata or {}).items() if key != "/AIGC"}
        return len(reader.pages), kept
    if path.suffix == ".json":
        return {k: v for k, v in json.loads(path.read_bytes()).items() if k != "AIGC"}
    front = rb"\A---\r?\nAIGC: .*\n---\r?\n|^AIGC: .*\n"
    return re.sub(front + rb'|<meta name="AIGC"[^>]*>', b"", path.read_bytes(), flags=re.M)


def slides(path: Path) -> dict[str, bytes]:
    """Return all parts of a presentation but those that name the label."""
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        changed = ("docProps/custom.xml", "[Content_Types].xml", "_rels/.rels")
        return {n: opened.read(n) for n in opened.namelist() if n not in changed}


def test_a_fresh_file_has_no_label_and_its_carrier_is_known(original: Path, rules: Rules) -> None:
    reading = read_label_sites(original)
    assert reading.name_fits
    assert judge(reading, rules).verdict == "not_found"


def test_a_written_label_is_compliant_and_its_bytes_are_where_we_say(
    labelled: Path, rules: Rules
) -> None:
    reading = read_label_sites(labelled)
    assert judge(reading, rules).verdict == "compliant"
    [site] = reading.sites
    assert json.loads(site.text) == LABEL
    held = labelled.read_bytes()[site.start : site.end]
    assert b"ContentProducer" in held or path_is_packed(labelled)
    assert len(held) < 2 * len(TEXT) + 100


def test_viewers_and_players_see_no_difference(original: Path, labelled: Path) -> None:
    assert content(labelled) == content(original)


def test_a_second_label_is_refused_and_the_file_stays(labelled: Path) -> None:
    before = labelled.read_bytes()
    with pytest.raises(LabelWriteError):
        write_label(labelled, LABEL)
    assert labelled.read_bytes() == before


def test_a_propagator_adds_its_part_and_keeps_the_first_byte_for_byte(
    original: Path, labelled: Path, tmp_path: Path, rules: Rules
) -> None:
    [site] = read_label_sites(labelled).sites
    text = propagated(site.text, "a", propagator="Propagator", propagate_id="P-1")
    path = rewrite(labelled, text, tmp_path / labelled.name)
    reading = read_label_sites(path)
    assert judge(reading, rules).verdict == "compliant"
    assert reading.sites[0].text.startswith(TEXT[: TEXT.index('"ContentPropagator"')])
    assert json.loads(reading.sites[0].text)["PropagateID"] == "P-1"
    assert content(path) == content(original)


def test_a_label_that_was_lost_can_be_written_again_and_is_seen_as_missing_before(
    original: Path, labelled: Path, tmp_path: Path, rules: Rules
) -> None:
    path = rewrite(labelled, None, tmp_path / labelled.name)
    reading = read_label_sites(path)
    assert judge(reading, rules).verdict == "not_found"
    assert b"ContentProducer" not in path.read_bytes() or path.suffix in (
        ".tif",
        ".heic",
        ".avif",
        ".pdf",
    )
    assert content(path) == content(original)
    write_label(path, LABEL)
    assert judge(read_label_sites(path), rules).verdict == "compliant"
    assert content(path) == content(original)


def test_a_lost_label_is_carried_over_byte_for_byte(
    original: Path, labelled: Path, tmp_path: Path
) -> None:
    done = carry_label(labelled, original, tmp_path / original.name)
    assert done.action == "carry"
    assert [site.text for site in read_label_sites(done.path).sites] == [TEXT]
    assert content(done.path) == content(original)


def test_libraries_of_documents_show_the_label(labelled: Path) -> None:
    if labelled.suffix == ".xlsx":
        held = openpyxl.load_workbook(labelled).custom_doc_props["AIGC"].value
        assert held == TEXT
    elif labelled.suffix == ".pdf":
        assert (pypdf.PdfReader(labelled, strict=True).metadata or {})["/AIGC"] == TEXT


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
def test_ffprobe_shows_the_label_of_sounds_and_films(labelled: Path) -> None:
    carrier = read_label_sites(labelled).carrier
    if CARRIERS[carrier].family not in ("video", "audio") or carrier == "wav":
        return  # ffprobe shows no metadata of pictures and no chunk AIGC of WAV
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", labelled]
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    held = [said["format"], *said["streams"]]
    assert TEXT in [part.get("tags", {}).get("AIGC") for part in held]


@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed")
def test_exiftool_finds_no_fault_and_shows_the_label(original: Path, labelled: Path) -> None:
    def seen(path: Path, *options: str) -> str:
        command = [str(EXIFTOOL), *options, str(path)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    assert "Error" not in seen(labelled, "-validate", "-error", "-a")
    carrier = read_label_sites(labelled).carrier
    if carrier not in UNSEEN_BY_EXIFTOOL and labelled.name != "piece.html":
        shown = seen(labelled, "-a", "-u", "-ee", "-g1", "-j")
        assert "ContentProducer" in shown


MAJOR = {
    "png",
    "jpg",
    "webp",
    "gif",
    "tif",
    "avif",
    "pdf",
    "docx",
    "xlsx",
    "pptx",
    "wav",
    "mp4",
    "webm",
}
TWO_ONLY = {"docx", "xlsx", "pptx", "wav", "mp4", "webm"}
"""Formats for which free programs of three makers are hard to come by: two that share no code."""
MAKERS = (
    "ffmpeg",
    "chromium",
    "recorded",
    "office",
    "poppler",
    "libheif",
    "heif-enc",
    "python",
    "typst",
)


def maker_of(name: str) -> str:
    """Return who makes a file: the first word of its name, else the library of this kind."""
    word = name.partition(".")[0]
    return word if word in MAKERS else MADE[name].__module__ + MADE[name].__qualname__


@pytest.mark.parametrize("kind", sorted(MAJOR))
def test_major_formats_come_from_several_producers(kind: str) -> None:
    makers = {maker_of(name) for name in MADE if name.endswith(f".{kind}")}
    assert len(makers) >= (2 if kind in TWO_ONLY else 3)
