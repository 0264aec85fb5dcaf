"""Marks on pictures: measured height and contrast, metadata and format kept, found again."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image, ImageChops, ImageOps, PngImagePlugin

from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.explicit import Asked, ExplicitRules, judge_safely, mark_file, read_record
from hegui.checks.labels.explicit.errors import ExplicitLabelError, LabelFontError
from hegui.checks.labels.explicit.evidence import write_record
from hegui.checks.labels.explicit.marks import POSITIONS, Position
from hegui.checks.labels.explicit.ocr import engine
from hegui.checks.labels.write import aigc_label, write_label

SIZE = (480, 360)


def picture(background: str = "noise") -> Image.Image:
    if background == "noise":
        return Image.effect_noise(SIZE, 110).convert("RGB")
    if background == "stripes":
        stripes = Image.new("RGB", SIZE)
        stripes.putdata(
            [(255,) * 3 if x % 8 < 4 else (0,) * 3 for _ in range(SIZE[1]) for x in range(SIZE[0])]
        )
        return stripes
    return Image.new("RGB", SIZE, background)


def ink_height(before: Image.Image, after: Image.Image, colour: tuple[int, ...]) -> int:
    """Return the height in pixels of what was drawn in the label's own colour."""
    changed = ImageChops.difference(before.convert("RGB"), after.convert("RGB")).convert("L")
    same = Image.new("RGB", before.size, colour)
    drawn = (
        ImageChops.difference(after.convert("RGB"), same)
        .convert("L")
        .point(lambda v: 255 * (v < 30))
    )
    box = ImageChops.multiply(changed.point(lambda v: 255 * (v > 0)), drawn).getbbox()
    assert box is not None
    return box[3] - box[1]


@pytest.mark.parametrize("background", ["white", "black", "gray", "red", "noise", "stripes"])
def test_glyphs_are_high_enough_and_readable_on_any_background(
    tmp_path: Path, explicit: ExplicitRules, background: str
) -> None:
    path, out = tmp_path / "a.png", tmp_path / "b.png"
    before = picture(background)
    before.save(path)
    mark = mark_file(path, out, explicit, Asked()).mark
    assert mark["height_ratio"] >= 0.05
    assert mark["contrast"] >= 4.5
    assert ink_height(before, Image.open(out), mark["colour"]) >= 0.05 * min(SIZE)
    seen = judge_safely(out, explicit)
    assert (seen.verdict, seen.basis) == ("compliant", "declared")
    assert seen.figures["match"] > 0.9


@pytest.mark.parametrize("position", POSITIONS)
def test_every_edge_and_corner_holds_the_mark(
    tmp_path: Path, explicit: ExplicitRules, position: Position
) -> None:
    path, out = tmp_path / "a.png", tmp_path / "b.png"
    before = picture()
    before.save(path)
    mark = mark_file(path, out, explicit, Asked(position=position)).mark
    x, y, wide, high = mark["box"]
    changed = ImageChops.difference(before, Image.open(out).convert("RGB")).getbbox()
    assert changed is not None
    assert changed[0] <= x
    assert changed[1] <= y
    assert changed[2] >= x + wide - 1
    assert changed[3] >= y + high - 1
    assert ("left" in position) <= (x < SIZE[0] / 4)
    assert ("top" in position) <= (y < SIZE[1] / 4)
    assert judge_safely(out, explicit).verdict == "compliant"


def saved(path: Path) -> Path:
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "a view", "nobody"
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    info.add_text("Comment", "kept")
    options: dict[str, Any] = {
        ".jpg": {"exif": exif, "quality": 83, "comment": b"kept", "dpi": (300, 300)},
        ".png": {"pnginfo": info, "exif": exif},
        ".webp": {"exif": exif, "lossless": True},
        ".tif": {"compression": "tiff_lzw", "description": "kept"},
        ".gif": {"comment": b"kept"},
        ".bmp": {},
        ".avif": {"exif": exif},
    }
    picture("noise").save(path, **options[path.suffix])
    return path


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "gif", "bmp", "avif"])
def test_format_and_metadata_are_kept(tmp_path: Path, explicit: ExplicitRules, suffix: str) -> None:
    path, out = saved(tmp_path / f"a.{suffix}"), tmp_path / f"b.{suffix}"
    record = mark_file(path, out, explicit, Asked())
    with Image.open(path) as old, Image.open(out) as new:
        assert (new.format, new.size) == (old.format, old.size)
        assert dict(new.getexif()).get(0x010E) == dict(old.getexif()).get(0x010E)
        for name in ("comment", "dpi", "compression", "Comment", "xmp", "XML:com.adobe.xmp"):
            assert new.info.get(name) == old.info.get(name), name
        if suffix == "jpg":
            assert new.quantization == old.quantization  # type: ignore[attr-defined]
    assert judge_safely(out, explicit).verdict == "compliant"
    assert record.lost == ()


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_other_kinds_of_pixels_are_drawn_on(
    tmp_path: Path, explicit: ExplicitRules, mode: str
) -> None:
    suffix = "jpg" if mode == "CMYK" else "png"
    path, out = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    grey = picture().convert("L")
    made = Image.new("I;16", SIZE, 30000) if mode == "I;16" else grey.convert("RGB").convert(mode)
    if mode in ("RGBA", "LA"):
        made.putalpha(Image.linear_gradient("L").resize(SIZE))
    made.save(path)
    mark_file(path, out, explicit, Asked())
    assert judge_safely(out, explicit).verdict == "compliant"
    with Image.open(out) as new:
        assert new.mode == {"1": "RGB", "P": "RGB"}.get(mode, mode)


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_all_frames_of_an_animation_get_it(
    tmp_path: Path, explicit: ExplicitRules, suffix: str
) -> None:
    path, out = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    frames = [picture().rotate(angle) for angle in (0, 40, 80)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)
    mark_file(path, out, explicit, Asked())
    with Image.open(path) as old, Image.open(out) as new:
        assert new.n_frames == old.n_frames == 3  # type: ignore[attr-defined]
        for number in range(3):
            for animation in (old, new):
                animation.seek(number)
                animation.load()
            assert new.info["duration"] == old.info["duration"]
    assert judge_safely(out, explicit).verdict == "compliant"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photograph_is_marked_as_it_is_shown(
    tmp_path: Path, explicit: ExplicitRules, orientation: int
) -> None:
    path, out = tmp_path / "a.jpg", tmp_path / "b.jpg"
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (400, 300), "navy").save(path, exif=exif)
    mark_file(path, out, explicit, Asked(position="top_left"))
    with Image.open(out) as new:
        assert new.getexif()[0x0112] == orientation
        shown = ImageOps.exif_transpose(new).convert("L")
    box = shown.point(lambda v: 255 * (v > 200)).getbbox()
    assert box is not None
    assert box[2] < shown.width * 0.7
    assert box[3] < shown.height / 4
    assert judge_safely(out, explicit).verdict == "compliant"


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_the_implicit_label_stays(tmp_path: Path, explicit: ExplicitRules, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    picture().save(path)
    write_label(path, aigc_label("001191110102MACQD9K64010001", "20261120-0001"))
    before = [site.text for site in read_label_sites(path).sites]
    record = mark_file(path, path, explicit, Asked())
    assert [site.text for site in read_label_sites(path).sites] == before
    assert "implicit label" in record.kept


def test_a_record_alone_proves_nothing(tmp_path: Path, explicit: ExplicitRules) -> None:
    path, out = tmp_path / "a.png", tmp_path / "b.png"
    before = picture("gray")
    before.save(path)
    mark_file(path, out, explicit, Asked())
    before.save(out)
    assert judge_safely(out, explicit).verdict == "not_found"


def test_a_label_that_is_too_low_or_lacks_an_element_is_noncompliant(
    tmp_path: Path, explicit: ExplicitRules
) -> None:
    low = msgspec.structs  # the rules are a plain dataclass; records are msgspec structs
    from dataclasses import replace

    path, out = tmp_path / "a.png", tmp_path / "b.png"
    picture("gray").save(path)
    mark_file(path, out, replace(explicit, height_ratio=0.03), Asked())
    seen = judge_safely(out, explicit)
    assert seen.verdict == "noncompliant"
    assert "3." in seen.reasons[0].en
    mark_file(path, out, replace(explicit, generation=("AI",)), Asked(words="即梦AI"))
    assert judge_safely(out, explicit).verdict == "noncompliant"
    record = read_record(out)
    assert record is not None
    write_record(out, low.replace(record, mark={"box": [1]}))
    assert judge_safely(out, explicit).verdict == "inconclusive"


def test_without_record_a_machine_says_no_more_than_it_can_read(
    tmp_path: Path, explicit: ExplicitRules
) -> None:
    path, out = tmp_path / "a.png", tmp_path / "b.png"
    Image.linear_gradient("L").resize((1600, 1200)).convert("RGB").save(path)
    mark_file(path, out, explicit, Asked(), record=False)
    seen = judge_safely(out, explicit)
    assert seen.verdict == ("compliant" if engine() else "inconclusive")
    assert judge_safely(path, explicit).verdict == "inconclusive"


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("tiny.png", lambda p: Image.new("RGB", (10, 10)).save(p)),
        ("cut.jpg", lambda p: (picture().save(p), p.write_bytes(p.read_bytes()[:900]))),
        ("text.png", lambda p: p.write_bytes(b"hello")),
        ("empty.gif", lambda p: p.write_bytes(b"")),
    ],
)
def test_what_cannot_be_marked_is_refused_and_left_as_it_was(
    tmp_path: Path, explicit: ExplicitRules, name: str, make: Any
) -> None:
    path = tmp_path / name
    make(path)
    data = path.read_bytes()
    with pytest.raises(ExplicitLabelError):
        mark_file(path, path, explicit, Asked())
    assert path.read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_font_without_the_words_is_refused(tmp_path: Path, explicit: ExplicitRules) -> None:
    path, font = tmp_path / "a.png", tmp_path / "font.ttf"
    picture().save(path)
    font.write_bytes(b"no font")
    with pytest.raises(LabelFontError):
        mark_file(path, path, explicit, Asked(font=font))
    with pytest.raises(LabelFontError, match="𰻝"):
        mark_file(path, path, explicit, Asked(words="𰻝AI生成"))


@pytest.mark.parametrize(
    "size", [(24, 24), (32, 32), (48, 40), (64, 64), (96, 64), (60, 900), (900, 60), (480, 360)]
)
@pytest.mark.parametrize("position", ["bottom_right", "top_left", "right"])
def test_what_is_marked_is_compliant_whatever_its_size(
    tmp_path: Path, explicit: ExplicitRules, size: tuple[int, int], position: Position
) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", size, (90, 120, 140)).save(path)
    if min(size) < 30:
        with pytest.raises(ExplicitLabelError, match="fewer words"):
            mark_file(path, path, explicit, Asked(position=position))
        return
    mark_file(path, path, explicit, Asked(position=position))
    assert judge_safely(path, explicit).verdict == "compliant"


def test_a_mark_twice_as_high_stays_at_its_edge(tmp_path: Path, explicit: ExplicitRules) -> None:
    path = tmp_path / "a.png"
    picture().save(path)
    mark_file(path, path, explicit, Asked(height_ratio=0.2))
    assert judge_safely(path, explicit).verdict == "compliant"


@pytest.mark.parametrize("suffix", ["png", "webp", "gif", "tif"])
def test_on_a_transparent_picture_it_is_read_on_light_and_on_dark_pages(
    tmp_path: Path, explicit: ExplicitRules, suffix: str
) -> None:
    path, out = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    clear = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    clear.paste((200, 30, 30, 255), (100, 100, 300, 200))
    clear.save(path)
    mark = mark_file(path, out, explicit, Asked()).mark
    assert mark["contrast"] >= 4.5
    x, y, wide, high = mark["box"]
    with Image.open(out) as new:
        shown = new.convert("RGBA")
    for page in (0, 255):
        ground = Image.new("RGBA", SIZE, (page, page, page, 255))
        ground.alpha_composite(shown)
        low, top = ground.convert("L").crop((x, y, x + wide, y + high)).getextrema()
        assert top - low > 150, page
    assert judge_safely(out, explicit).verdict == "compliant"


def test_a_marked_picture_is_not_marked_again(tmp_path: Path, explicit: ExplicitRules) -> None:
    path, out = tmp_path / "a.png", tmp_path / "out" / "a.png"
    picture().save(path)
    mark_file(path, path, explicit, Asked())
    before = path.read_bytes()
    write_label(path, aigc_label("001191110102MACQD9K64010001", "20261120-0001"))
    labelled = path.read_bytes()
    assert labelled != before
    for destination in (path, out):
        with pytest.raises(ExplicitLabelError) as caught:
            mark_file(path, destination, explicit, Asked(position="top_left"))
    assert "已有显式标识（右下角）" in caught.value.message("zh")
    assert "already (bottom right)" in caught.value.message("en")
    assert path.read_bytes() == labelled
    assert not out.exists()


def test_a_picture_changed_since_its_record_takes_a_mark(
    tmp_path: Path, explicit: ExplicitRules
) -> None:
    path = tmp_path / "a.png"
    picture().save(path)
    mark_file(path, path, explicit, Asked())
    picture("red").save(path)
    mark_file(path, path, explicit, Asked())
    assert judge_safely(path, explicit).verdict == "compliant"


def test_a_heic_picture_under_another_name_is_said_to_be_one(
    tmp_path: Path, explicit: ExplicitRules
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + b"\0" * 64)
    with pytest.raises(ExplicitLabelError, match="HEIC"):
        mark_file(path, path, explicit, Asked())
    path.write_bytes(b"\xff\xd8\xff" + b"heic" * 8)
    with pytest.raises(ExplicitLabelError, match="no picture that can be read"):
        mark_file(path, path, explicit, Asked())


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "gif", "tif", "avif", "bmp"])
def test_a_picture_that_is_cut_off_is_said_to_be(
    tmp_path: Path, explicit: ExplicitRules, suffix: str
) -> None:
    path = saved(tmp_path / f"a.{suffix}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    before = path.read_bytes()
    with pytest.raises(ExplicitLabelError, match=r"cut off|no picture that can be read"):
        mark_file(path, path, explicit, Asked())
    assert path.read_bytes() == before
    assert judge_safely(path, explicit).verdict == "inconclusive"


def test_a_picture_of_too_many_pixels_is_not_decoded(
    tmp_path: Path, explicit: ExplicitRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    picture().save(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(ExplicitLabelError, match="more than 2,000 pixels"):
        mark_file(path, path, explicit, Asked())
