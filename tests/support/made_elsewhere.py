"""More producers of real media: LibreOffice, Chromium, poppler, libheif, Python, python-pptx.

Importing this module adds them to `MADE`; what is not installed is skipped with its reason.
"""

import base64
import functools
import shutil
import tempfile
import wave
from pathlib import Path

from tests.support.made_media import MADE, Maker, NotInstalledError, picture, run

SLIDE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body>
<office:presentation><draw:page draw:name="p"><draw:frame svg:width="10cm" svg:height="2cm"
 svg:x="1cm" svg:y="1cm"><draw:text-box><text:p>正文</text:p></draw:text-box></draw:frame>
</draw:page></office:presentation></office:body></office:document>
"""
PAGE = "<!doctype html><meta charset=utf-8><title>foreign</title><p>正文</p>"
RECORD = """async (kinds) => {
  const canvas = document.createElement('canvas');
  canvas.width = 64; canvas.height = 48;
  const pen = canvas.getContext('2d');
  const draw = () => {
    pen.fillStyle = 'hsl(' + Date.now() / 5 % 360 + ',80%,50%)'; pen.fillRect(0, 0, 64, 48);
  };
  draw();
  const text = async (blob) => {
    let out = '';
    for (const byte of new Uint8Array(await blob.arrayBuffer())) out += String.fromCharCode(byte);
    return btoa(out);
  };
  const out = {};
  for (const kind of kinds) {
    if (kind.startsWith('image/')) {
      out[kind] = await new Promise((done) => canvas.toBlob(async (b) => done(await text(b)), kind));
    } else if (MediaRecorder.isTypeSupported(kind)) {
      const timer = setInterval(draw, 50), parts = [];
      const recorder = new MediaRecorder(canvas.captureStream(20), {mimeType: kind});
      recorder.ondataavailable = (event) => parts.push(event.data);
      const stopped = new Promise((done) => { recorder.onstop = done; });
      recorder.start(300);
      await new Promise((done) => setTimeout(done, 1200));
      recorder.stop();
      await stopped;
      clearInterval(timer);
      out[kind] = await text(new Blob(parts));
    }
  }
  return out;
}"""
RECORDED = {
    "chromium.png": "image/png",
    "chromium.jpg": "image/jpeg",
    "chromium.webp": "image/webp",
    "recorded.webm": "video/webm",
    "recorded.mp4": "video/mp4",
}


@functools.cache
def _recorded() -> dict[str, str]:
    """Return what a browser makes of a canvas, in Base64 by media type; once per process."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NotInstalledError("playwright is not installed") from error
    program = shutil.which("chromium")
    if program is None:
        raise NotInstalledError("chromium is not installed")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            made: dict[str, str] = browser.new_page().evaluate(RECORD, list(RECORDED.values()))
            browser.close()
    except Error as error:
        raise NotInstalledError(f"chromium does not start: {str(error)[:80]}") from error
    return made


def by_browser(kind: str) -> Maker:
    """Return the maker of what a browser records."""

    def make(path: Path) -> None:
        made = _recorded()
        if not made.get(kind):
            raise NotInstalledError(f"this chromium makes no {kind}")
        path.write_bytes(base64.b64decode(made[kind]))

    return make


def _printed(path: Path) -> None:
    page = path.with_suffix(".source.html")
    page.write_text(PAGE)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    run("chromium", *flags, f"--print-to-pdf={path}", page.as_uri())
    if not path.exists():
        raise NotInstalledError("chromium prints no PDF here")


def by_office(content: str, source: str) -> Maker:
    """Return the maker of a file that LibreOffice converts from a text in another format."""

    def make(path: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            given = Path(folder, f"{path.stem}.{source}")
            given.write_text(content)
            profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
            names = {"docx": "docx:MS Word 2007 XML", "doc": "doc:MS Word 97"}
            kind = names.get(path.suffix[1:], path.suffix[1:])
            words = ["--headless", "--convert-to", kind, "--outdir", Path(folder, "out"), given]
            run("soffice", profile, *words, within=120)
            made = Path(folder, "out", path.name)
            if not made.exists():
                raise NotInstalledError(f"this LibreOffice writes no {path.suffix}")
            shutil.copyfile(made, path)

    return make


def _poppler(path: Path) -> None:
    source = path.with_suffix(".source.pdf")
    picture().save(source)
    kind = {".pdf": "-pdf", ".tif": "-tiff", ".png": "-png", ".jpg": "-jpeg"}[path.suffix]
    if kind == "-pdf":
        run("pdftocairo", kind, source, path)
    else:
        run("pdftocairo", kind, "-singlefile", source, path.with_suffix(""))


def _heif_convert(path: Path) -> None:
    picture().save(path.with_suffix(".source.png"))
    run("heif-enc", path.with_suffix(".source.png"), "-o", path.with_suffix(".source.heic"))
    run("heif-convert", path.with_suffix(".source.heic"), path)


def _python_wave(path: Path) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(range(256)) * 100)


def _python_pptx(path: Path) -> None:
    try:
        import pptx
    except ImportError as error:
        raise NotInstalledError("python-pptx is not installed") from error
    slides = pptx.Presentation()
    slides.slides.add_slide(slides.slide_layouts[0]).shapes.title.text = "正文"
    slides.save(str(path))


for _name, _kind in RECORDED.items():
    MADE[_name] = by_browser(_kind)
MADE["chromium.pdf"] = _printed
for _name in ("pptx", "pdf", "png", "jpg", "webp", "gif", "tif"):
    MADE[f"office.{_name}"] = by_office(SLIDE, "fodp")
MADE["office.docx"] = by_office(PAGE, "html")
MADE["office.xlsx"] = by_office("甲,1\n乙,2\n", "csv")
for _name in ("pdf", "tif", "png", "jpg"):
    MADE[f"poppler.{_name}"] = _poppler
MADE["libheif.jpg"] = _heif_convert
MADE["python.wav"] = _python_wave
MADE["python.pptx"] = _python_pptx
