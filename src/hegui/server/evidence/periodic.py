"""Work that comes round: reminders of requests and of evidence that ends soon."""

import datetime as dt

from hegui.server.core.periodic import periodic


@periodic(every=dt.timedelta(hours=6), name="evidence.reminders")
def remind() -> None:
    """Queue the reminders of each organisation."""
    from hegui.server.core.models import Organisation
    from hegui.server.evidence.tasks import organisation_remind

    active = Organisation.objects.filter(active=True).values_list("pk", flat=True)
    for organisation in active:
        organisation_remind.enqueue(str(organisation))


@periodic(every=dt.timedelta(days=1), name="evidence.sweep")
def clear() -> None:
    """Queue the deletion of files that nothing refers to."""
    from hegui.server.evidence.tasks import files_sweep

    files_sweep.enqueue()
