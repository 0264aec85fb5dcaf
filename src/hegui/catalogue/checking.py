"""Checking folders of catalogue data, for people who write them."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hegui.catalogue.kinds import KINDS
from hegui.catalogue.loader import checked, layers_digest, read_layers
from hegui.catalogue.problems import CatalogueError, Problem


class Report(NamedTuple):
    """What was checked, and everything that was found, errors first."""

    version: str
    digest: str
    rules: int
    rows: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Tell whether nothing keeps the catalogue from loading."""
        return not any(problem.level == "error" for problem in self.problems)


def check_folders(dirs: Sequence[Path] = ()) -> Report:
    """Check the built-in data together with the rows of `dirs`, always from the files."""
    from hegui.catalogue.validators import VALIDATORS

    digest = ""
    try:
        layers = read_layers(dirs)
        digest = layers_digest(layers)
        catalogue, problems = checked(layers, digest)
    except CatalogueError as error:
        return Report("", digest, len(VALIDATORS), 0, error.problems)
    rows = sum(len(getattr(catalogue, kind)) for kind in KINDS if kind != "labels")
    rows += sum(len(labels) for labels in catalogue.labels.values())
    ordered = sorted(problems, key=lambda problem: problem.level != "error")
    return Report(catalogue.version, digest, len(VALIDATORS), rows, tuple(ordered))
