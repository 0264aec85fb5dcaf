"""One line per clause that says why the machine came to its verdict, as the reports put it."""

from hegui.common.text import LANGS
from hegui.reports.builders.base import Base
from hegui.reports.builders.clauses import headline
from hegui.reports.material import Material
from hegui.reports.words import words
from hegui.server.assessments.basis import Side


def headlines(side: Side) -> dict[str, tuple[str, str]]:
    """Return the line of each clause in Chinese and in English."""
    material = Material(
        project=side.project,
        catalogue=side.catalogue,
        inputs=side.inputs,
        assessment=side.assessment,
        content_digest="",
    )
    zh, en = (Base(material, lang, words(lang)) for lang in LANGS)
    return {v.clause: (headline(zh, v), headline(en, v)) for v in side.assessment.verdicts}
