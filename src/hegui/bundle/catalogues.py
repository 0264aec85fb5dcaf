"""Is the catalogue of a bundle the one that its digest names?"""

import msgspec

from hegui.bundle.layout import CATALOGUE, MANIFEST
from hegui.bundle.manifest import Versions
from hegui.bundle.problems import Problem, problem
from hegui.catalogue.model import Catalogue


def catalogue_problems(catalogue: Catalogue, versions: Versions) -> tuple[list[Problem], Catalogue]:
    """Return what is wrong with a bundle's catalogue, and the installed one.

    Rows under the installed catalogue's digest must be the installed rows. A catalogue with
    another digest (an older one, or one with rows of the user's own) cannot be compared here.
    """
    from hegui.catalogue import load

    problems = []
    if (catalogue.version, catalogue.digest) != (versions.catalogue, versions.catalogue_digest):
        problems.append(problem("statement", MANIFEST))
    installed = load(as_of=catalogue.as_of)
    if catalogue.digest == installed.digest and plain(catalogue) != plain(installed):
        problems.append(problem("catalogue", CATALOGUE))
    return problems, installed


def plain(catalogue: Catalogue) -> bytes:
    """Return the rows as bytes, in their order."""
    return msgspec.json.encode(catalogue)
