"""Work of the machine that comes round."""

import datetime as dt

from hegui.server.core.periodic import periodic


@periodic(every=dt.timedelta(seconds=30), name="operations.lost_tasks")
def lost_tasks() -> None:
    """End the tasks whose worker is gone."""
    from hegui.server.operations.alive import end_lost_tasks

    end_lost_tasks()


@periodic(every=dt.timedelta(hours=12), name="operations.sessions")
def old_sessions() -> None:
    """Forget the sessions and finished tasks that are over."""
    from django.core.management import call_command

    call_command("clearsessions")
    call_command("prune_db_task_results", verbosity=0, min_age_days=30)
