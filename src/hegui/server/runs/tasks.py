"""Tasks of the workers."""

import uuid

from django_tasks import task

QUEUE = "runs"


@task(queue_name=QUEUE)
def run_perform(run_id: str, attempt: int) -> str:
    """Do a run: it may take hours. Returns the state in which it ended."""
    from hegui.server.runs.execution import perform

    return perform(uuid.UUID(run_id), attempt)
