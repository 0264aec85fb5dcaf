"""Projects, targets and schedules."""

from typing import Any, cast

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass

from hegui.common.errors import HeguiError
from hegui.server.core.models.base import Guarded
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Subject
from hegui.server.inventory.selectors import subject_list
from hegui.server.pages.forms import RecordForm
from hegui.server.pages.language import language, say_lazy
from hegui.server.pages.picking import pick
from hegui.server.runs.forms.runs import WhatForm
from hegui.server.runs.models import Project, Schedule, Target
from hegui.server.runs.settings_fields import from_settings, setting_fields, to_settings
from hegui.server.runs.words import OFTEN

SOURCES = [
    (
        "made",
        say_lazy(
            "由本系统的事实、对象和目标生成",
            "Generated from the facts, inventory and targets kept here",
        ),
    ),
    ("written", say_lazy("粘贴的 hegui.yaml", "A pasted hegui.yaml")),
]
ACTIVE = say_lazy("使用中", "In use")


class ProjectForm(RecordForm):
    """A project."""

    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=200)
    source = forms.ChoiceField(
        label=say_lazy("声明来自", "Source of the declaration"),
        choices=SOURCES,
        widget=forms.RadioSelect,
    )
    declaration = forms.CharField(
        label=say_lazy("hegui.yaml 的内容", "Content of the hegui.yaml"),
        widget=forms.Textarea(attrs={"rows": 16, "class": "code", "spellcheck": "false"}),
        required=False,
        max_length=2_000_000,
        strip=False,
    )
    folder = forms.CharField(
        label=say_lazy("文件所在的文件夹", "Folder of its files"),
        help_text=say_lazy(
            "服务器上的绝对路径，须在管理员分给本组织的范围内（HEGUI_TARGET_FOLDERS）。",
            "An absolute path on the server, below a folder that the operator allowed "
            "(HEGUI_TARGET_FOLDERS).",
        ),
        required=False,
        max_length=500,
    )
    active = forms.BooleanField(label=ACTIVE, required=False, initial=True)

    def __init__(self, *args: Any, record: Project | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"source": record.source if record else "made"})
        super().__init__(*args, record=record, **kwargs)


class TargetForm(RecordForm):
    """A target; `target_form` adds the fields of its kind."""

    kind = ""
    key = forms.CharField(
        label=say_lazy("编号", "Id"),
        max_length=64,
        help_text=say_lazy("字母、数字、点、下划线、连字符。", "Letters, digits, . _ and -."),
    )
    name = forms.CharField(label=say_lazy("名称", "Name"), max_length=200)
    subject: forms.ModelChoiceField[Subject] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("属于哪个对象", "Subject")
    )
    folder = forms.CharField(
        label=say_lazy("文件夹", "Folder"),
        max_length=500,
        help_text=say_lazy(
            "服务器上的绝对路径，须在管理员分给本组织的范围内（HEGUI_TARGET_FOLDERS）。",
            "An absolute path on the server, below one that the operator allowed "
            "(HEGUI_TARGET_FOLDERS).",
        ),
    )
    active = forms.BooleanField(label=ACTIVE, required=False, initial=True)

    def __init__(
        self, *args: Any, viewer: Viewer, record: Target | None = None, **kwargs: Any
    ) -> None:
        if record is not None:
            kwargs["initial"] = from_settings(self.kind, record.settings)
        super().__init__(*args, record=record, **kwargs)
        pick(self, "subject", subject_list(viewer=viewer), viewer.organisation.slug)
        if record is not None:
            del self.fields["key"]
        if self.kind == Target.Type.ENDPOINT:
            del self.fields["folder"]

    def changes(self) -> dict[str, Any]:
        """Return the fields of the record, the settings put together."""
        typed_in = super().changes()
        own = {name: value for name, value in typed_in.items() if not name.startswith("set-")}
        return {**own, "settings": to_settings(self.kind, typed_in)}

    def refuse(self, error: HeguiError, *, present: Guarded | None = None) -> None:
        """Show an error at the field of the setting that it names."""
        name = str(error.data.get("field", ""))
        field = f"set-{name.removeprefix('settings.').partition('[')[0]}"
        if field in self.fields or name in self.fields:
            text = error.message(language())
            self.add_error(field if field in self.fields else name, text)
        else:
            super().refuse(error, present=present)


def target_form(kind: str) -> type[TargetForm]:
    """Return the form of a kind of target."""
    order = ("key", "name", "subject", "folder", *setting_fields(kind), "active")
    body = {"kind": kind, "field_order": order, **setting_fields(kind)}
    made = DeclarativeFieldsMetaclass(f"{kind.title()}TargetForm", (TargetForm,), body)
    return cast(type[TargetForm], made)


class ScheduleForm(WhatForm, RecordForm):
    """A schedule."""

    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=200)
    often = forms.ChoiceField(
        label=say_lazy("运行频次", "Frequency"),
        choices=[
            *((key, say_lazy(text.zh, text.en)) for key, (text, _) in OFTEN.items()),
            ("own", say_lazy("自定（用下面的 crontab 写法）", "custom (crontab, below)")),
        ],
        widget=forms.RadioSelect,
        initial="weekly",
    )
    cron = forms.CharField(
        label=say_lazy("自定时间", "Custom time"),
        required=False,
        max_length=120,
        help_text=say_lazy(
            "crontab 的五个字段：分 时 日 月 星期，如 30 2 * * 1。",
            "The five fields of crontab: minute hour day month weekday, such as 30 2 * * 1.",
        ),
    )
    zone = forms.CharField(
        label=say_lazy("时区", "Time zone"), max_length=60, initial="Asia/Shanghai"
    )
    active = forms.BooleanField(label=ACTIVE, required=False, initial=True)
    field_order = (
        "title",
        "project",
        "often",
        "cron",
        "zone",
        "only",
        "targets",
        "seed",
        "active",
    )

    def __init__(
        self, *args: Any, viewer: Viewer, record: Schedule | None = None, **kwargs: Any
    ) -> None:
        if record is not None:
            often = record.cron if record.cron in OFTEN else "own"
            kwargs["initial"] = {
                "often": often,
                "cron": "" if record.cron in OFTEN else record.cron,
                "project": record.project_id,
                "targets": record.targets,
            }
        super().__init__(*args, viewer=viewer, record=record, **kwargs)

    def changes(self) -> dict[str, Any]:
        """Return the fields of the record."""
        found = super().changes()
        often = found.pop("often")
        found["cron"] = found["cron"] if often == "own" else often
        found["targets"] = [str(target.pk) for target in found["targets"]]
        found["only"] = sorted(found["only"])
        return found
