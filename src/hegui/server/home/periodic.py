"""Work that comes round: reminders of retention periods, reviews and filings."""

import datetime as dt

from hegui.server.core.periodic import periodic


@periodic(every=dt.timedelta(days=1), name="home.retention")
def remind() -> None:
    """Queue the reminder of each organisation."""
    from hegui.server.core.models import Organisation
    from hegui.server.home.tasks import retention_remind

    for organisation in Organisation.objects.filter(active=True).values_list("pk", flat=True):
        retention_remind.enqueue(str(organisation))


@periodic(every=dt.timedelta(hours=6), name="home.due")
def remind_of_due() -> None:
    """Queue the reminders of reviews and filings of each organisation."""
    from hegui.server.core.models import Organisation
    from hegui.server.home.tasks import due_remind

    for organisation in Organisation.objects.filter(active=True).values_list("pk", flat=True):
        due_remind.enqueue(str(organisation))
