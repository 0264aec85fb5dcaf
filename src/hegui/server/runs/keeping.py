"""Which files of the store runs still need."""

from hegui.server.runs.models import ACTIVE, Bundle, Run


def refers(sha256: str) -> bool:
    """Tell whether a bundle, or a run that may still read it, needs a file."""
    if Bundle.objects.filter(sha256=sha256).exists():
        return True
    waiting = (*ACTIVE, Run.State.INTERRUPTED, Run.State.CANCELLED, Run.State.FAILED)
    return bool(Run.objects.filter(source__sha256=sha256, state__in=waiting).exists())
