"""One pass for two checks: whichever runs first in an assessment scans for both.

What was seen for the other check waits on disk until that check runs. Where the other is not
planned, cannot be prepared (its own error is its own business) or asks for another engine, each
check makes its own pass.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hegui.checks.corpus.identity import detector as pii
from hegui.checks.corpus.identity.declared import pii_spec
from hegui.checks.corpus.scanning.both import BothSpec, engine_of
from hegui.checks.corpus.scanning.passes import Totals, scan
from hegui.checks.corpus.scanning.pool import SpoolWriter, replay
from hegui.checks.corpus.terms import detector as terms
from hegui.checks.corpus.terms.declared import term_spec
from hegui.common.errors import HeguiError
from hegui.common.hashing import sha256_bytes
from hegui.engine.check import Context, Job
from hegui.engine.model import Finding, ItemError


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a pass saw for another check."""

    spec: BothSpec
    totals: Totals
    spool: Path


def pass_for(own: BothSpec, job: Job, context: Context) -> tuple[Totals, str]:
    """Return what a pass over the corpora of a job counted, and the engine; hand on findings.

    `own` holds the specification of the one check that runs.
    """
    check, other = (terms.CHECK, pii.CHECK) if own.terms else (pii.CHECK, terms.CHECK)
    waiting = context.shared.take((check, job.subject))
    if waiting is not None and waiting.spec == own:
        replay(waiting.spool, context)
        return waiting.totals, _engine(waiting.totals, own)
    both = _with_other(own, other, job, context)
    totals = _shared_scan(both, own, check, job, context) if both else None
    totals = totals or scan(job.payload, context, own)
    return totals, _engine(totals, own)


def _engine(totals: Totals, own: BothSpec) -> str:
    return engine_of(totals.engine, "terms" if own.terms else "pii")


def _with_other(own: BothSpec, other: str, job: Job, context: Context) -> BothSpec | None:
    """Return the specification of both checks, None where a pass cannot serve both."""
    if (other, job.subject) not in context.shared.planned:
        return None
    try:
        if own.terms:
            both = replace(own, pii=pii_spec(job, context))
        else:
            both = replace(own, terms=term_spec(job, context)[0])
    except HeguiError:
        return None
    assert both.terms is not None
    assert both.pii is not None
    return both if both.terms.engine == both.pii.engine else None


def _shared_scan(both: BothSpec, own: BothSpec, check: str, job: Job, context: Context) -> Totals:
    """Scan for both checks; keep for the other one what belongs to it."""
    other = BothSpec(pii=both.pii) if own.terms else BothSpec(terms=both.terms)
    name = pii.CHECK if own.terms else terms.CHECK
    path = context.shared.folder() / f"{name}-{sha256_bytes(job.subject.encode())}.jsonl"
    spool = SpoolWriter(path)
    try:
        totals = scan(job.payload, Divided(context, check, spool), both)
    finally:
        spool.close()
    context.shared.keep((name, job.subject), Waiting(other, totals, path))
    return totals


class Divided:
    """A context that hands on the findings of one check and writes down those of the other."""

    def __init__(self, context: Context, check: str, spool: SpoolWriter) -> None:
        self._context, self._check, self._spool = context, check, spool

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def finding(self, finding: Finding) -> None:
        """Take a finding of either check."""
        (self._context if finding.check == self._check else self._spool).finding(finding)

    def error(self, error: ItemError) -> None:
        """Take an error, which concerns both checks."""
        self._context.error(error)
        self._spool.error(error)
