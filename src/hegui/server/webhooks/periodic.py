"""Work of the webhooks that comes round."""

import datetime as dt

from hegui.server.core.periodic import periodic

KEPT = dt.timedelta(days=30)


@periodic(every=dt.timedelta(seconds=30), name="webhooks.retries")
def retry() -> None:
    """Queue what is to be tried again."""
    from hegui.server.webhooks.sending import due_ids
    from hegui.server.webhooks.tasks import deliver_due

    if due_ids(1):
        deliver_due.enqueue()


@periodic(every=dt.timedelta(hours=12), name="webhooks.forget")
def forget() -> None:
    """Forget finished deliveries after thirty days."""
    from django.utils import timezone

    from hegui.server.webhooks.models import Delivery

    ended = Delivery.objects.exclude(status=Delivery.Status.WAITING)
    ended.filter(created_at__lt=timezone.now() - KEPT).delete()
