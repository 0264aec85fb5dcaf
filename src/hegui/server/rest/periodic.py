"""Work of the API that comes round."""

import datetime as dt

from hegui.server.core.periodic import periodic


@periodic(every=dt.timedelta(hours=6), name="rest.submissions")
def forget_submissions() -> None:
    """Forget what was sent more than a day ago: it may be sent again by then."""
    from django.utils import timezone

    from hegui.server.core.models import Submission

    Submission.objects.filter(at__lt=timezone.now() - dt.timedelta(days=1)).delete()
