"""Forms of the inventory."""

from typing import Any

from django import forms

from hegui.server.core.domains import domain_choices
from hegui.server.core.models import Domain, User
from hegui.server.core.people import person_choices
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Filing, Subject, SubjectVersion
from hegui.server.inventory.rules import CARD, FILING_STATUSES, KINDS, STATUSES, filing_kinds
from hegui.server.inventory.selectors import subject_list
from hegui.server.inventory.stages import relation_types, stages, stages_of
from hegui.server.pages.excel import overwrite_field
from hegui.server.pages.forms import PageForm, RecordForm
from hegui.server.pages.language import said, say_lazy
from hegui.server.pages.picking import pick

CHANGE = "inventory.change"
UNKNOWN = ("", say_lazy("未知", "unknown"))


def words(texts: Any) -> list[tuple[str, Any]]:
    """Return choices from two-language texts."""
    return [(key, say_lazy(text.zh, text.en)) for key, text in texts.items()]


def day_field(zh: str, en: str, help_zh: str = "", help_en: str = "") -> forms.DateField:
    """Return an optional calendar day."""
    return forms.DateField(
        label=say_lazy(zh, en),
        required=False,
        help_text=say_lazy(help_zh, help_en) if help_zh else "",
        widget=forms.DateInput(attrs={"type": "date"}),
    )


def long_field(zh: str, en: str, help_zh: str = "", help_en: str = "") -> forms.CharField:
    """Return an optional text of several lines."""
    return forms.CharField(
        label=say_lazy(zh, en),
        required=False,
        max_length=20_000,
        help_text=say_lazy(help_zh, help_en) if help_zh else "",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SubjectForm(RecordForm):
    """One subject."""

    type = forms.ChoiceField(label=say_lazy("类别", "Kind"), choices=words(KINDS))
    name = forms.CharField(label=say_lazy("名称", "Name"), max_length=200)
    name_en = forms.CharField(
        label=say_lazy("英文名称", "English name"), max_length=200, required=False
    )
    key = forms.CharField(
        label=say_lazy("编号", "Id"),
        max_length=64,
        help_text=say_lazy(
            "与 hegui.yaml 中相同的稳定编号，如 yunlu-chat-7b；字母、数字、点、下划线、连字符。",
            "The stable id as in hegui.yaml, such as yunlu-chat-7b: letters, digits, . _ -",
        ),
    )
    status = forms.ChoiceField(
        label=say_lazy("状态", "Status"), choices=words(STATUSES), initial="active"
    )
    stage = forms.ChoiceField(
        label=say_lazy("登记时所处阶段", "Stage when recorded"),
        choices=(),
        required=False,
        help_text=say_lazy(
            "此后通过“进入阶段”变更，届时检查门禁。",
            "Later it changes by entering a stage, which asks its gate.",
        ),
    )
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("责任人", "Owner"), required=False
    )
    domain: forms.ModelChoiceField[Domain] = forms.ModelChoiceField(
        queryset=None,
        label=say_lazy("业务域", "Domain"),
        required=False,
        help_text=say_lazy("不选即属于整个组织。", "Leave empty for the whole organisation."),
    )
    description = long_field("说明", "Description")
    licence = forms.CharField(
        label=say_lazy("许可", "Licence"),
        max_length=120,
        required=False,
        help_text=say_lazy("如 Apache-2.0、CC-BY-4.0", "Such as Apache-2.0 or CC-BY-4.0"),
    )
    origin = forms.CharField(
        label=say_lazy("来源", "Where it comes from"), max_length=500, required=False
    )

    def __init__(
        self, *args: Any, viewer: Viewer, record: Subject | None = None, **kw: Any
    ) -> None:
        card = record.card if record else {}
        kw["initial"] = {f"card_{key}": text for key, text in card.items()} | kw.get("initial", {})
        super().__init__(*args, record=record, **kw)
        for key, text in CARD.items():
            self.fields[f"card_{key}"] = forms.CharField(
                label=say_lazy(f"模型卡：{text.zh}", f"Model card: {text.en}"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["owner"].queryset = person_choices(viewer)  # type: ignore[attr-defined]
        self.fields["domain"].queryset = domain_choices(viewer, CHANGE)  # type: ignore[attr-defined]
        known = [(row.id, say_lazy(row.zh, row.en)) for row in stages().values()]
        self.fields["stage"].choices = [UNKNOWN, *known]  # type: ignore[attr-defined]
        if record is not None:
            del self.fields["type"], self.fields["stage"]

    def changes(self) -> dict[str, Any]:
        """Return what was typed, the parts of the model card together."""
        found = super().changes()
        card = {key: found.pop(f"card_{key}", "") for key in CARD}
        return found | {"card": {key: text for key, text in card.items() if text}}


class VersionForm(RecordForm):
    """One version of a subject."""

    label = forms.CharField(label=say_lazy("版本", "Version"), max_length=80)
    digest = forms.CharField(
        label=say_lazy("摘要", "Digest"),
        max_length=71,
        required=False,
        help_text=say_lazy(
            "sha256: 或 sm3: 加 64 位十六进制数，用来认出内容是否变了；不知道就留空。",
            "sha256: or sm3: and 64 hexadecimal digits: it tells when the content changed. Leave it "
            "empty if it is not known.",
        ),
    )
    released_on = day_field("发布日期", "Released on")
    notes = long_field("变更说明", "What changed")
    current = forms.BooleanField(
        label=say_lazy("这是当前版本", "This is the current version"),
        required=False,
        initial=True,
        help_text=say_lazy(
            "换当前版本后，关于旧版本的证据会失效。",
            "When the current version changes, evidence about the old one becomes stale.",
        ),
    )

    def __init__(self, *args: Any, record: SubjectVersion | None = None, **kw: Any) -> None:
        super().__init__(*args, record=record, **kw)
        if record is not None:
            del self.fields["current"]
        if record is not None and record.digest:
            self.fields["digest"].disabled = True


class RelationForm(PageForm):
    """A relation from one subject to another."""

    kind = forms.ChoiceField(label=say_lazy("关系", "Relation"), choices=())
    target: forms.ModelChoiceField[Subject] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("对象", "Subject")
    )
    note = forms.CharField(label=say_lazy("备注", "Note"), max_length=200, required=False)

    def __init__(self, *args: Any, viewer: Viewer, source: Subject, **kw: Any) -> None:
        super().__init__(*args, **kw)
        fitting = [row for row in relation_types().values() if source.type in row.sources]
        kinds = {kind for row in fitting for kind in row.targets}
        rows = subject_list(viewer=viewer).filter(type__in=kinds).exclude(pk=source.pk)
        self.fields["kind"].choices = [(row.id, said(row.title)) for row in fitting]  # type: ignore[attr-defined]
        self.fields["target"].label_from_instance = _named  # type: ignore[attr-defined]
        pick(self, "target", rows.order_by("type", "name", "id"), viewer.organisation.slug)


class StageForm(RecordForm):
    """Entering a stage."""

    stage = forms.ChoiceField(label=say_lazy("进入的阶段", "Stage to enter"), choices=())
    reason = long_field(
        "理由",
        "Reason",
        "门禁有未满足或尚无结论的项时必须填写。",
        "Needed when something at the gate is not met or not judged.",
    )
    force = forms.BooleanField(
        label=say_lazy("门禁未满足时强行放行", "Force the release past the gate"),
        required=False,
        help_text=say_lazy(
            "需要放行权限；理由与当时的阻断项会记入操作记录。",
            "Needs the right to release; the reason and what blocked go into the ledger.",
        ),
    )

    def __init__(self, *args: Any, viewer: Viewer, record: Subject, **kw: Any) -> None:
        super().__init__(*args, record=record, **kw)
        rows = [row for row in stages_of(record.type) if row.id != record.stage]
        self.fields["stage"].choices = [(row.id, said(row.title)) for row in rows]  # type: ignore[attr-defined]
        if not viewer.may("inventory.force", record):
            del self.fields["force"]


class FilingForm(RecordForm):
    """One filing, registration or licence."""

    procedure = forms.ChoiceField(label=say_lazy("种类", "Kind"), choices=())
    subject: forms.ModelChoiceField[Subject] = forms.ModelChoiceField(
        queryset=None,
        label=say_lazy("对象", "Subject"),
        required=False,
        help_text=say_lazy("不选即组织本身。", "Leave empty for the organisation itself."),
    )
    status = forms.ChoiceField(label=say_lazy("状态", "State"), choices=words(FILING_STATUSES))
    number = forms.CharField(label=say_lazy("编号", "Number"), max_length=120, required=False)
    authority = forms.CharField(
        label=say_lazy("受理机关", "Authority"), max_length=200, required=False
    )
    filed_on = day_field("提交日期", "Submitted on")
    granted_on = day_field("取得日期", "Granted on")
    expires_on = day_field("有效期至", "Valid until")
    renewal_on = day_field("续期或变更日期", "To be renewed by")
    notes = long_field("备注", "Notes")

    def __init__(self, *args: Any, viewer: Viewer, record: Filing | None = None, **kw: Any) -> None:
        super().__init__(*args, record=record, **kw)
        kinds = [(key, said(row.title)) for key, row in filing_kinds().items()]
        self.fields["procedure"].choices = kinds  # type: ignore[attr-defined]
        self.fields["subject"].label_from_instance = _named  # type: ignore[attr-defined]
        rows = subject_list(viewer=viewer).order_by("name", "id")
        pick(self, "subject", rows, viewer.organisation.slug)


class ReasonForm(RecordForm):
    """Why something is done."""

    reason = forms.CharField(
        label=say_lazy("理由", "Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ImportForm(PageForm):
    """An Excel file with the inventory."""

    file = forms.FileField(label=say_lazy("Excel 文件（.xlsx）", "Excel file (.xlsx)"))
    overwrite = overwrite_field()


def _named(subject: Subject) -> str:
    return f"{said(KINDS[subject.type])} · {subject.name} ({subject.key})"
