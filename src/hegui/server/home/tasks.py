"""Work in the background."""

from django_tasks import task

from hegui.common.dates import today
from hegui.server.core.models import Organisation
from hegui.server.home.reminders import remind_owners
from hegui.server.home.retention import remind_of_retention


@task()
def retention_remind(organisation: str) -> int:
    """Tell the administrators of an organisation what has passed its retention period."""
    return remind_of_retention(Organisation.objects.get(pk=organisation), today())


@task()
def due_remind(organisation: str) -> int:
    """Tell owners which reviews and filings of an organisation are due."""
    return remind_owners(Organisation.objects.get(pk=organisation), today())
