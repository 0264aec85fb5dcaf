"""Starting, importing and comparing."""

import uuid
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Subject
from hegui.server.inventory.stages import stages
from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import language, said, say_lazy
from hegui.server.pages.picking import FEW, pick
from hegui.server.runs.checks import families
from hegui.server.runs.models import Project, Run, Target
from hegui.server.runs.selectors import askable, project_list, run_list, target_list
from hegui.server.runs.words import FAMILIES

Projects = forms.ModelChoiceField[Project]
Targets = forms.ModelMultipleChoiceField[Target]


def check_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the checks by family."""
    lang = language()
    return [
        (
            said(FAMILIES[name]) if name in FAMILIES else name,
            [(row["id"], f"{row[lang]} · {row['id']}") for row in rows],
        )
        for name, rows in families().items()
    ]


class WhatForm(PageForm):
    """What runs: a project, some checks, some targets."""

    project: Projects = forms.ModelChoiceField(
        queryset=None, label=say_lazy("项目", "Project"), empty_label=None
    )
    only = forms.MultipleChoiceField(
        label=say_lazy("只运行这些检查", "Only these checks"),
        help_text=say_lazy(
            "一项不选就是完整评估：运行全部检查并判定每个条款。",
            "Choose none for a whole assessment: every check, every clause.",
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    targets: Targets = forms.ModelMultipleChoiceField(
        queryset=None,
        label=say_lazy("只看这些目标", "Only these targets"),
        help_text=say_lazy(
            "只对按本系统记录生成的项目有用；一项不选就是全部。",
            "For projects generated from the records kept here. Choose none for all.",
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seed = forms.CharField(
        label=say_lazy("抽样种子", "Seed of all draws"),
        help_text=say_lazy(
            "同一种子抽到同样的样本；不填即用项目的种子。",
            "The same seed draws the same samples. Leave empty to use the project's own.",
        ),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: dict[str, Any] = self.fields
        own["project"].queryset = project_list(viewer=viewer).filter(active=True)
        own["targets"].queryset = target_list(viewer=viewer).filter(active=True)
        own["only"].choices = check_choices


class StartForm(WhatForm):
    """A run to start."""

    title = forms.CharField(
        label=say_lazy("名称", "Title"),
        required=False,
        max_length=200,
        help_text=say_lazy("不填即用项目的名称。", "Leave empty to use the project's title."),
    )
    field_order = ("project", "title", "only", "targets", "seed")


class ImportForm(PageForm):
    """A bundle to import."""

    file = forms.FileField(
        label=say_lazy("结果包（zip）", "Bundle (zip)"),
        help_text=say_lazy(
            "hegui assess 生成的文件夹，压缩成一个 zip。先核验，通过后才导入；有问题会逐个文件说明。",
            "The folder that hegui assess wrote, as one zip. It is verified before it is imported; "
            "each file that does not fit is named.",
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
    )
    title = forms.CharField(label=say_lazy("名称", "Title"), required=False, max_length=200)
    key = forms.CharField(
        label=say_lazy("签名者的公钥", "Public key of the signer"),
        help_text=say_lazy(
            "PEM 文本（hegui keys show 打印的）。填了，就要求结果包由它签名，显示为“真实”；"
            "不填，只能说明自签名以来未变。",
            "As PEM, as hegui keys show prints it. With it the bundle must be signed by that key and "
            "counts as authentic; without it only that it is unchanged since it was signed.",
        ),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )


class GateForm(forms.Form):
    """Which gate is asked: of which subject, for which stage."""

    subject: forms.ModelChoiceField[Subject] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("对象", "Subject"), empty_label=None
    )
    stage = forms.ChoiceField(label=say_lazy("阶段", "Stage"), initial="release")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick(self, "subject", askable(viewer), viewer.organisation.slug)
        choices = [(row.id, said(row.title)) for row in stages().values()]
        self.fields["stage"].choices = choices  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Two runs to compare."""

    before: forms.ModelChoiceField[Run] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("先前", "Before"), empty_label=None
    )
    after: forms.ModelChoiceField[Run] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("后来", "After"), empty_label=None
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = run_list(viewer=viewer).filter(state=Run.State.DONE, bundle__isnull=False)
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.queryset = rows.order_by("-id")
            field.label_from_instance = labelled
            field.choices = self._newest(name, rows)
        newest = [key for key, _ in self.fields["after"].choices]  # type: ignore[attr-defined]
        self.too_few = len(newest) < 2
        self.fields["after"].initial, self.fields["before"].initial = (*newest, "", "")[:2]

    def _newest(self, name: str, rows: QuerySet[Run]) -> list[tuple[str, str]]:
        """Return the newest runs as choices, with the one that the address names."""
        some = list(rows.select_related("bundle").order_by("-id")[:FEW])
        asked = str(self.data.get(name, ""))
        if asked and asked not in {str(run.pk) for run in some}:
            with suppress(ValueError, ValidationError):
                some += rows.filter(pk=uuid.UUID(asked))
        return [(str(run.pk), labelled(run)) for run in some]


def labelled(run: Run) -> str:
    """Return a run as a choice: title, day, digest."""
    bundle = run.bundle
    return f"{run.title} · {bundle.as_of if bundle else ''} · {bundle.short if bundle else ''}"
