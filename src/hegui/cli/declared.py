"""Reading the project file for commands that only list: nothing is run, no file is looked for."""

import datetime as dt
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.project.declared import Declared


def declared_facts(project: Path, catalogue: Catalogue, as_of: dt.date | None) -> Declared:
    """Return the declaration without digests, with everything under `checks` compared too.

    A plugin that cannot be loaded keeps nothing from being listed: names under `checks` that may
    be its own are left alone.
    """
    from hegui.project import load_project

    declared = load_project(project, catalogue, as_of=as_of, digests=False)
    if declared.project.checks:
        from hegui.engine.parameters import check_parameters
        from hegui.engine.registry import REGISTRY, load_what_works

        broken = load_what_works()
        check_parameters(declared, REGISTRY.all(), complete=not broken)
    return declared
