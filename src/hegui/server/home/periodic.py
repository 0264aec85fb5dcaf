"""Work that comes round: reminders of retention periods that have passed."""

import datetime as dt

from hegui.server.core.periodic import periodic


@periodic(every=dt.timedelta(days=1), name="home.retention")
def remind() -> None:
    """Queue the reminder of each organisation."""
    from hegui.server.core.models import Organisation
    from hegui.server.home.tasks import retention_remind

    for organisation in Organisation.objects.filter(active=True).values_list("pk", flat=True):
        retention_remind.enqueue(str(organisation))
