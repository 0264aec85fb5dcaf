"""Reminding people of their tasks, and sending what they have not read by mail."""

import datetime as dt
import logging
import smtplib
from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.models import Assignment, User
from hegui.server.improvement.links import task_href
from hegui.server.improvement.models import OPEN_STATES, Notice, Task
from hegui.server.improvement.services import notify
from hegui.server.pages.language import said, say, speaking
from hegui.server.settings import read_settings

AHEAD = dt.timedelta(days=3)
"""Tasks are reminded of from this long before their day (our own default)."""
OLDEST = dt.timedelta(days=7)
MOST = 50
PAUSES = {"daily": dt.timedelta(hours=20), "hourly": dt.timedelta(minutes=50)}
"""How long after a mail the next may follow; any other preference means no mail."""
log = logging.getLogger("hegui.mail")


def remind_of_tasks(day: dt.date | None = None) -> int:
    """Give the owner of each task that is due or overdue one notice a day; return how many.

    Whoever has no role in the organisation any more is told nothing.
    """
    day = day or today()
    due = Task.objects.filter(state__in=OPEN_STATES, due_on__lte=day + AHEAD)
    here = Assignment.objects.filter(user=OuterRef("owner"), organisation=OuterRef("organisation"))
    rows = due.filter(Exists(here), owner__is_active=True, organisation__active=True)
    told = 0
    for task in rows.select_related("owner", "organisation").order_by("due_on").iterator(500):
        if task.owner is None:
            continue
        key = f"task-due:{task.pk}:{day.isoformat()}"
        text = reminder(task, day)
        if notify(task.owner, text, task_href(task), organisation=task.organisation, key=key):
            told += 1
    return told


def reminder(task: Task, day: dt.date) -> Text:
    """Return the sentence about a task that is due."""
    assert task.due_on is not None
    left = (task.due_on - day).days
    if left < 0:
        return Text(f"任务逾期 {-left} 天：{task.title}", f"{-left} days overdue: {task.title}")
    if left == 0:
        return Text(f"任务今天到期：{task.title}", f"Due today: {task.title}")
    return Text(f"任务还有 {left} 天到期：{task.title}", f"Due in {left} days: {task.title}")


def send_mails(now: dt.datetime | None = None) -> int:
    """Send each person what is unread and not yet mailed, in one mail; return how many mails.

    Nothing is sent without a mail server. A mail that fails is tried again in the next round.
    """
    if not read_settings().smtp_url.get_secret_value():
        return 0
    now = now or timezone.now()
    waiting = Notice.objects.filter(mailed_at=None, read_at=None, created__gte=now - OLDEST)
    people = User.objects.filter(pk__in=waiting.values("user"), is_active=True, erased_at=None)
    return sum(_send_to(user, now) for user in people.annotate(last=Max("notices__mailed_at")))


def _send_to(user: User, now: dt.datetime) -> bool:
    pause = PAUSES.get(str(user.preferences.get("mail", "daily")))
    last: dt.datetime | None = user.last  # type: ignore[attr-defined]
    if pause is None or (last is not None and now - last < pause):
        return False
    rows = Notice.objects.filter(user=user, mailed_at=None, read_at=None)
    notices = list(rows.filter(created__gte=now - OLDEST).order_by("id")[:MOST])
    try:
        letter(user, notices).send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("mail not sent: %s", type(error).__name__)
        return False
    Notice.objects.filter(pk__in=[row.pk for row in notices]).update(mailed_at=now)
    return True


def letter(user: User, notices: Iterable[Notice]) -> EmailMessage:
    """Return the mail in the person's language: plain text, a line and an address for each."""
    rows = list(notices)
    with speaking("en" if user.language.startswith("en") else "zh"):
        lines = [_line(row) for row in rows]
        subject = say("合规待办 {n} 项", "Tasks waiting in hegui: {n}", n=len(rows))
        hello = say("{name}，你好：", "Hello {name},", name=user.name)
        end = say(
            "这封邮件由 hegui 自动发送，可在“我的资料”里关闭。",
            "hegui sent this mail automatically; you can turn it off in “My profile”.",
        )
    body = "\n\n".join([hello, *lines, end])
    return EmailMessage(subject=subject, body=body, to=[user.email])


def _line(row: Notice) -> str:
    origin = read_settings().origin.rstrip("/")
    address = f"{origin}{row.href}" if row.href and origin else ""
    return "\n".join(filter(None, [f"· {said(Text(row.zh, row.en))}", address]))
