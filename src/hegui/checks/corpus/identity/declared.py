"""From the declaration to what the scan for personal information needs."""

from hegui.checks.corpus.common import ScanParameters, asked_engine, finding_key
from hegui.checks.corpus.identity.detector import CHECK, PiiSpec
from hegui.checks.corpus.identity.selection import kind_names
from hegui.engine.check import Context, Job
from hegui.engine.parameters import read_parameters


class PiiParameters(ScanParameters, frozen=True, kw_only=True):
    """Adds `kinds`: the kinds of personal information to look for; the default ones when empty."""

    kinds: tuple[str, ...] = ()


def pii_spec(job: Job, context: Context) -> PiiSpec:
    """Return the kinds that the project asks for, with the key of digests."""
    key = finding_key(CHECK, job.payload, context, PiiParameters)
    asked = read_parameters(context.declared, CHECK, PiiParameters).kinds
    kinds = asked or kind_names(default=True)
    engine = asked_engine(CHECK, context, PiiParameters)
    return PiiSpec(job.subject, context.declared.as_of, key, engine, kinds)
