"""Reports of an assessment: rendered before sealing, and rendered again when a bundle is verified."""

from collections.abc import Callable, Sequence

from hegui import __version__
from hegui.assess.pdf import (
    RECORD,
    RECORD_PATH,
    fonts_record,
    page_problems,
    record_problems,
)
from hegui.bundle import Bundle
from hegui.bundle.layout import REPORTS, is_report
from hegui.bundle.problems import Problem, problem
from hegui.bundle.verify import Rechecked
from hegui.common.errors import MissingExtraError
from hegui.common.text import LANGS, Lang, Text
from hegui.reports.fonts import FontNotFoundError, MissingGlyphError
from hegui.reports.material import Material

FORMATS = ("html", "pdf", "json")
"""Formats that travel in a bundle unless the user chooses others."""
SKIPPED = Text("没有生成 {format} 报告：{why_zh}", "There is no {format} report: {why_en}")
OTHER_MADE = Text(
    "报告未比对（由其他版本的 hegui 生成）：{names}。以 hegui report 自行生成的为准。",
    "Reports not compared (made by another version of hegui): {names}. Rely on those that you make "
    "with hegui report.",
)
OTHER_FONTS = Text(
    "PDF 未比对（字体不同）：{names}。以 hegui report 自行生成的为准。",
    "PDF not compared (fonts differ): {names}. Rely on those that you make with hegui report.",
)
NO_LIBRARY = Text(
    "报告未比对（未安装所需的库）：{names}。安装 reports 扩展后可比对。",
    "Reports not compared (a library is not installed): {names}. Install the reports extra to "
    "compare them.",
)


def renderer(
    formats: Sequence[str], langs: Sequence[Lang], notice: Callable[[Text], None]
) -> Callable[[Material], dict[str, bytes]]:
    """Return a function that renders these reports.

    A format whose library is not installed is left out with a notice: the assessment itself does
    not depend on it, and `hegui report` can make it later. Any other error is raised.
    """
    from hegui.reports.registry import get_report

    for name in formats:
        get_report(name)

    def render(material: Material) -> dict[str, bytes]:
        from hegui.reports import render_all

        pages: dict[str, bytes] = {}
        for name in formats:
            try:
                pages |= render_all(material, [name], langs)
            except MissingExtraError as error:
                zh = SKIPPED.in_("zh", format=name, why_zh=error.message("zh"))
                en = SKIPPED.in_("en", format=name, why_en=error.message("en"))
                notice(Text(zh, en))
        if any(name.endswith(".pdf") for name in pages):
            pages[RECORD] = fonts_record()
        return pages

    return render


def report_problems(bundle: Bundle) -> Rechecked:
    """Render the reports of a bundle again and compare bytes; say which were not compared.

    A file in reports/ that is no report is a problem. A PDF whose fonts are not those of this
    machine is only looked at: it must be a PDF that shows the number of this bundle.
    """
    compared = _Comparison(bundle)
    for entry in bundle.manifest.entries:
        if is_report(entry.path):
            compared.look(entry.path)
    return compared.rechecked()


class _Comparison:
    """One comparison of the reports of a bundle with what it gives now."""

    def __init__(self, bundle: Bundle) -> None:
        from hegui.reports.from_bundle import material_of

        self.bundle = bundle
        self.material = material_of(bundle)
        self.known = report_names()
        self.same_version = bundle.manifest.versions.hegui == __version__
        self.problems: list[Problem] = []
        self.skipped: dict[Text, list[str]] = {}

    def look(self, path: str) -> None:
        """Check one file of reports/."""
        if path == RECORD_PATH:
            self.problems += record_problems(self.bundle.read(path))
        elif path not in self.known:
            self.problems.append(problem("foreign_report", path))
        elif self.same_version:
            self._compare(path)
        else:
            self._skip(path, OTHER_MADE)

    def _compare(self, path: str) -> None:
        from hegui.reports import render_all

        name, lang = self.known[path]
        try:
            (page,) = render_all(self.material, [name], [lang]).values()
        except MissingExtraError:
            self._skip(path, NO_LIBRARY)
            return
        except (MissingGlyphError, FontNotFoundError):
            self._skip(path, OTHER_FONTS)
            return
        except Exception as error:  # noqa: BLE001 - rows of a hostile bundle may break any template
            why = f"{type(error).__name__}: {error}"
            self.problems.append(problem("rendering", path, why=why))
            return
        if self.bundle.read(path) != page:
            if path.endswith(".pdf") and self._other_fonts():
                self._skip(path, OTHER_FONTS)
            else:
                self.problems.append(problem("report", path))

    def _other_fonts(self) -> bool:
        """Tell whether the fonts that set the PDF, as far as the bundle says, are not those here."""
        paths = {entry.path for entry in self.bundle.manifest.entries}
        return RECORD_PATH not in paths or self.bundle.read(RECORD_PATH) != fonts_record()

    def _skip(self, path: str, why: Text) -> None:
        """Note that a report is not compared; a PDF must at least be about this bundle."""
        self.skipped.setdefault(why, []).append(path)
        if path.endswith(".pdf"):
            data, digest = self.bundle.read(path), self.bundle.content_digest
            self.problems += page_problems(path, data, digest)

    def rechecked(self) -> Rechecked:
        """Return what was found."""
        notes = [filled(why, ", ".join(names)) for why, names in self.skipped.items()]
        skipped = [path for names in self.skipped.values() for path in names]
        return Rechecked(self.problems, notes, sorted(skipped))


def report_names() -> dict[str, tuple[str, Lang]]:
    """Return the paths that a report can have, with its format and language."""
    from hegui.reports import file_name
    from hegui.reports.registry import available

    pairs = [(name, lang) for name in available() for lang in LANGS]
    return {f"{REPORTS}/{file_name(name, lang)}": (name, lang) for name, lang in pairs}


def filled(note: Text, names: str) -> Text:
    """Return the note with its names."""
    return Text(note.in_("zh", names=names), note.in_("en", names=names))
