"""Reminders: once a day for each task, by mail where somebody wants it."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from pydantic import SecretStr

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing_system
from hegui.server.improvement import reminders
from hegui.server.improvement.models import Notice
from hegui.server.improvement.reminders import remind_of_tasks, send_mails
from hegui.server.improvement.services import notify, task_create
from hegui.server.settings import read_settings
from hegui.server.settings.mail import MailAddressError, mail
from tests.support.smtp import Mailbox, mail_server

Viewers = Callable[..., Viewer]
Person = Callable[..., User]
DAY = dt.timedelta(days=1)


@pytest.fixture
def mailbox(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """Configure a real mail server on loopback."""
    with mail_server() as box:
        url = f"smtp://127.0.0.1:{box.port}"
        for name, value in mail(url).items():
            setattr(settings, name, value)
        changed = {"smtp_url": SecretStr(url), "origin": "https://hegui.example.com"}
        own = read_settings().model_copy(update=changed)
        monkeypatch.setattr(reminders, "read_settings", lambda: own)
        yield box


def test_a_task_is_reminded_of_once_a_day(viewer: Viewers, person: Person) -> None:
    owner = person("engineer")
    for title, days in (("逾期的", -2), ("今天的", 0), ("三天后的", 3), ("很久以后的", 9)):
        task_create(
            acting_user=viewer("engineer"),
            title=title,
            owner=owner,
            due_on=today() + days * DAY,
            backdated=True,
        )
    assert remind_of_tasks() == 3
    assert remind_of_tasks() == 0
    assert remind_of_tasks(today() + DAY) == 3
    told = set(Notice.objects.values_list("zh", flat=True))
    assert {"任务逾期 2 天：逾期的", "任务今天到期：今天的", "任务还有 3 天到期：三天后的"} <= told


def test_a_mail_gathers_what_is_unread(viewer: Viewers, person: Person, mailbox: Mailbox) -> None:
    owner = person("engineer")
    task_create(acting_user=viewer(), title="补培训记录", owner=owner, due_on=today())
    remind_of_tasks()
    assert send_mails() == 1
    (letter,) = mailbox.letters
    assert letter["To"] == owner.email
    text = letter.get_content()
    assert "任务今天到期：补培训记录" in text
    assert "https://hegui.example.com/o/yunlu/improvement/" in text
    assert send_mails() == 0
    notify(owner, Text("又一件", "one more"))
    assert send_mails() == 0, "the next mail waits for the next day"
    assert send_mails(timezone.now() + DAY) == 1


def test_english_readers_get_english(person: Person, mailbox: Mailbox) -> None:
    owner = person("engineer")
    with writing_system() as write:
        write.change(owner, "core.user.changed", {"language": "en"})
    notify(owner, Text("新任务", "A new task"))
    send_mails()
    assert "A new task" in mailbox.letters[0].get_content()
    assert mailbox.letters[0]["Subject"] == "Tasks waiting in hegui: 1"


def test_who_wants_no_mail_gets_none(person: Person, mailbox: Mailbox) -> None:
    owner = person("engineer")
    with writing_system() as write:
        write.change(owner, "core.user.changed", {"preferences": {"mail": "off"}})
    notify(owner, Text("一", "one"))
    assert send_mails() == 0


def test_a_mail_that_fails_is_tried_again(person: Person, mailbox: Mailbox) -> None:
    notify(person("engineer"), Text("一", "one"))
    mailbox.refuse(True)
    assert send_mails() == 0
    mailbox.refuse(False)
    assert send_mails() == 1


def test_without_a_server_nothing_is_sent(person: Person) -> None:
    notify(person("engineer"), Text("一", "one"))
    assert send_mails() == 0


def test_a_key_tells_once_and_links_stay_here(person: Person) -> None:
    user = person("engineer")
    assert notify(user, Text("一", "one"), "//evil.example", key="k")
    assert notify(user, Text("二", "two"), "/o/", key="k") is None
    assert Notice.objects.get().href == ""


def test_mail_addresses() -> None:
    found = mail("smtps://me%40x:p%2Fw@mail.example.com")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_SSL"]) == (465, True)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@x", "p/w")
    assert mail("smtp://h:587")["EMAIL_USE_TLS"]
    for bad in ("http://x", "smtp://", "smtp://h:notaport"):
        with pytest.raises(MailAddressError):
            mail(bad)
