"""What comes round: reminders and mails."""

import datetime as dt

from hegui.server.core.periodic import periodic
from hegui.server.improvement.reminders import remind_of_tasks, send_mails


@periodic(every=dt.timedelta(minutes=30), name="improvement.reminders")
def remind() -> None:
    """Remind of tasks (once a day each) and send the mails that wait."""
    remind_of_tasks()
    send_mails()
