"""From the declaration to what the keyword scan needs."""

from typing import Literal

from hegui.checks.corpus.common import ScanParameters, asked_engine, finding_key
from hegui.checks.corpus.errors import NoLibraryError
from hegui.checks.corpus.terms.detector import CHECK, TermSpec
from hegui.engine.check import Context, Job
from hegui.engine.inputs import input_file
from hegui.engine.model import InputFile
from hegui.engine.parameters import read_parameters
from hegui.engine.terms import Mode, Term, distinct_terms, modes_of, read_terms


class TermParameters(ScanParameters, frozen=True, kw_only=True):
    """What the project file may set for the scan for terms.

    `variants` are the costly variants of all terms (`separator`, `zero_width`, `homophone`,
    `split`; `all`; `none`, also against the libraries); unset leaves them to each term.
    """

    variants: tuple[Mode | Literal["all", "none"], ...] | None = None


def term_spec(job: Job, context: Context) -> tuple[TermSpec, list[InputFile]]:
    """Return the terms of all declared libraries with their key, and the files they are from.

    Raises `NoLibraryError` where none is declared, `TableError` for one that cannot be used.
    """
    terms, libraries = declared_terms(context)
    key = finding_key(CHECK, job.payload, context, TermParameters)
    asked = read_parameters(context.declared, CHECK, TermParameters).variants
    modes = None if asked is None else modes_of(asked)
    engine = asked_engine(CHECK, context, TermParameters)
    return TermSpec(job.subject, terms, key, engine, modes), libraries


def declared_terms(context: Context) -> tuple[tuple[Term, ...], list[InputFile]]:
    """Return the distinct terms of all declared libraries and the files they were read from."""
    libraries = context.declared.project.targets.terms
    if not libraries:
        raise NoLibraryError
    terms: list[Term] = []
    inputs = []
    for library in libraries:
        path = context.path(library.file)
        terms += read_terms(path, risks=context.catalogue.risks).terms
        inputs.append(input_file(path, context.declared.root))
    return distinct_terms(terms), inputs
