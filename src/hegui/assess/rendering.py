"""Reports of an assessment: rendered before sealing, and rendered again when a bundle is verified."""

from collections.abc import Callable, Sequence

from hegui import __version__
from hegui.bundle import Bundle
from hegui.bundle.layout import is_report
from hegui.bundle.problems import Problem, problem
from hegui.bundle.verify import Rechecked
from hegui.common.errors import MissingExtraError
from hegui.common.text import LANGS, Lang, Text
from hegui.reports.material import Material

FORMATS = ("html", "pdf", "json")
"""Formats that travel in a bundle unless the user chooses others."""
SAME_EVERYWHERE = ("html", "json", "junit", "sarif")
"""Formats whose bytes depend on nothing but the bundle; a PDF also depends on installed fonts."""

SKIPPED = Text("没有生成 {format} 报告：{why_zh}", "There is no {format} report: {why_en}")
NOT_COMPARED = Text(
    "这些报告没有重新生成比对：{names}。以 hegui report 自行生成的为准。",
    "These reports were not rendered again and compared: {names}. Rely on those that you make with "
    "hegui report.",
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
        return pages

    return render


def report_problems(bundle: Bundle) -> Rechecked:
    """Render the reports of a bundle again and compare bytes; say which were not compared."""
    from hegui.reports.from_bundle import material_of

    there = [entry.path for entry in bundle.manifest.entries if is_report(entry.path)]
    known = report_names() if bundle.manifest.versions.hegui == __version__ else {}
    problems: list[Problem] = []
    material = material_of(bundle)
    for path in there:
        if path in known:
            problems += compared(bundle, path, material, *known[path])
    skipped = [path for path in there if path not in known]
    notes = [NOT_COMPARED] if skipped else []
    return Rechecked(problems, [filled(note, ", ".join(skipped)) for note in notes])


def compared(bundle: Bundle, path: str, material: Material, name: str, lang: Lang) -> list[Problem]:
    """Return the problem of a report that is not what rendering gives."""
    from hegui.reports import render_all

    try:
        (page,) = render_all(material, [name], [lang]).values()
    except Exception as error:  # noqa: BLE001 - rows of a hostile bundle may break any template
        return [problem("rendering", path, why=f"{type(error).__name__}: {error}")]
    return [] if bundle.read(path) == page else [problem("report", path)]


def report_names() -> dict[str, tuple[str, Lang]]:
    """Return the paths of reports that can be compared, with their format and language."""
    from hegui.reports import file_name

    pairs = [(name, lang) for name in SAME_EVERYWHERE for lang in LANGS]
    return {f"reports/{file_name(name, lang)}": (name, lang) for name, lang in pairs}


def filled(note: Text, names: str) -> Text:
    """Return the note with its names."""
    return Text(note.in_("zh", names=names), note.in_("en", names=names))
