"""Rendering one report in a process of its own: `python -m … folder format lang`."""

import sys
from pathlib import Path
from typing import cast

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.common.errors import HeguiError
from hegui.common.text import Lang
from hegui.conformity.model import Assessment, Inputs
from hegui.project.model import Project
from hegui.reports import Material, render_all
from hegui.reports.context import Section

Parts = tuple[
    Project,
    Catalogue,
    Inputs,
    Assessment,
    str,
    tuple[Section, ...],
    dict[str, tuple[str, ...]],
]


def made_from(parts: Parts) -> Material:
    """Return the material of a report that no bundle seals."""
    project, catalogue, inputs, assessment, digest, sections, marks = parts
    return Material(
        project,
        catalogue,
        inputs,
        assessment,
        digest,
        sections=sections,
        marks=marks,
        sealed=False,
    )


def main(folder: str, format_: str, lang: str) -> int:
    """Read `material.json` in the folder and write `report` beside it."""
    place = Path(folder)
    parts = msgspec.json.decode((place / "material.json").read_bytes(), type=Parts)
    try:
        pages = render_all(made_from(parts), [format_], [cast(Lang, lang)])
    except HeguiError as error:
        print(error.message(cast(Lang, lang)), file=sys.stderr)
        return 3
    (place / "report").write_bytes(next(iter(pages.values())))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
