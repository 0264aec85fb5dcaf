"""Work in the background."""

from django_tasks import task

from hegui.server.webhooks.sending import deliver, due_ids


@task()
def deliver_due() -> None:
    """Try every delivery that is due."""
    for number in due_ids():
        deliver(number)
