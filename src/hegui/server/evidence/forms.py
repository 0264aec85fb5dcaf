"""Forms of evidence."""

from typing import Any

from django import forms

from hegui.server.core.domains import domain_choices
from hegui.server.core.models import Domain, User
from hegui.server.core.people import person_choices
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item
from hegui.server.evidence.targets import targets
from hegui.server.inventory.models import Subject
from hegui.server.inventory.selectors import subject_list
from hegui.server.pages.excel import overwrite_field
from hegui.server.pages.forms import PageForm, RecordForm
from hegui.server.pages.language import language, said, say_lazy
from hegui.server.pages.picking import pick

DATE = {"type": "date"}


def type_choices() -> list[tuple[str, str]]:
    """Return the types of evidence that the catalogue knows, by name."""
    rows = catalogue().evidence_types.values()
    named = [(row.id, row.en if language() == "en" else row.zh) for row in rows]
    return [("", "—"), *((key, f"{name} ({key})") for key, name in named)]


def day(label: Any, **more: Any) -> forms.DateField:
    """Return a field for a calendar day."""
    widget = forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **more)


def reason_field(label: Any = None) -> forms.CharField:
    """Return a field for a reason."""
    return forms.CharField(
        label=label or say_lazy("原因", "Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class Files(forms.FileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; names are not trusted, so their length is no error."""

    widget = Files

    def __init__(self, **kw: Any) -> None:
        super().__init__(max_length=None, allow_empty_file=True, **kw)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return a list of files."""
        given = list(data) if isinstance(data, list | tuple) else [data]
        several: list[Any] = [one for one in given if one] or [None]
        found = [super(FilesField, self).clean(one, initial) for one in several]
        return [one for one in found if one]


class AboutForm(RecordForm):
    """What an item says about itself."""

    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=200)
    type = forms.ChoiceField(
        label=say_lazy("类型", "Type"),
        required=False,
        help_text=say_lazy(
            "按条款要求的证据类型选择；没有类型的证据不参与判定。",
            "As the clauses ask for it; evidence without a type does not count in verdicts.",
        ),
    )
    description = forms.CharField(
        label=say_lazy("说明了什么", "What it shows"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=5000,
    )
    period_from = day(
        say_lazy("覆盖期间从", "Covers the period from"),
        help_text=say_lazy(
            "证据说的是哪段时间，不是上传时间；单日的文件填签发日。",
            "The time it speaks of, not the upload; for a document of one day, that day.",
        ),
    )
    period_to = day(say_lazy("到", "to"))
    valid_until = day(say_lazy("有效期至", "Valid until"))
    subject: forms.ModelChoiceField[Subject] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("关于哪个对象", "About which subject"), required=False
    )
    subject_digest = forms.CharField(
        label=say_lazy("对应版本", "Version it is about"),
        required=False,
        max_length=80,
        help_text=say_lazy(
            "版本号或摘要；留空则取对象的现行版本。",
            "Label or digest; empty means the subject's current version.",
        ),
    )
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("责任人", "Owner"), required=False
    )
    domain: forms.ModelChoiceField[Domain] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("业务域", "Domain"), required=False
    )

    def __init__(self, *args: Any, viewer: Viewer, record: Item | None = None, **kw: Any) -> None:
        super().__init__(*args, record=record, **kw)
        people(self, viewer, "owner")
        pick(self, "subject", subject_list(viewer=viewer), viewer.organisation.slug)
        domains(self, viewer)
        self.fields["type"].choices = type_choices()  # type: ignore[attr-defined]


def people(form: forms.Form, viewer: Viewer, name: str) -> None:
    """Offer the people of the organisation in a field."""
    form.fields[name].queryset = person_choices(viewer)  # type: ignore[attr-defined]


def domains(form: forms.Form, viewer: Viewer) -> None:
    """Offer the domains; hide the field where there are none."""
    rows = domain_choices(viewer, "evidence.add")
    form.fields["domain"].queryset = rows  # type: ignore[attr-defined]
    if not rows.exists():
        form.fields["domain"].widget = forms.HiddenInput()


class NewForm(AboutForm):
    """New items: one for each file."""

    upload = FilesField(
        label=say_lazy("文件", "Files"),
        help_text=say_lazy(
            "可以一次选多个，每个文件成为一条证据。",
            "You may choose several: each becomes an item of its own.",
        ),
    )
    links = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    draft = forms.BooleanField(
        label=say_lazy("先存为草稿（不参与判定）", "Save as a draft (does not count in verdicts)"),
        required=False,
    )
    field_order = ["upload", "title", "type"]

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["title"].required = False
        self.fields["title"].help_text = say_lazy(
            "留空则用文件名。", "Leave empty to use the file's name."
        )


class VersionForm(RecordForm):
    """A new version of a file, and what changes with it."""

    upload = FilesField(label=say_lazy("新文件", "New file"))
    note = forms.CharField(
        label=say_lazy("改了什么", "What changed"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )
    period_from = day(say_lazy("覆盖期间从", "Covers the period from"))
    period_to = day(say_lazy("到", "to"))
    valid_until = day(say_lazy("有效期至", "Valid until"))
    subject_digest = forms.CharField(
        label=say_lazy("对应版本", "Version it is about"),
        required=False,
        max_length=80,
        help_text=say_lazy(
            "留空则取对象的现行版本。", "Leave empty for the subject's current version."
        ),
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.initial["subject_digest"] = ""


class ReasonForm(PageForm):
    """A reason."""

    reason = reason_field()


class ApproveForm(RecordForm):
    """An approval; a remark may be left."""

    reason = forms.CharField(
        label=say_lazy("备注", "Remark"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
    )


class SupersedeForm(PageForm):
    """By which item another is replaced."""

    by: forms.ModelChoiceField[Item] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("由哪份证据取代", "Replaced by")
    )
    reason = reason_field()


class RequestForm(PageForm):
    """Asking for evidence."""

    title = forms.CharField(label=say_lazy("要求提交什么", "What is requested"), max_length=200)
    type = forms.ChoiceField(label=say_lazy("类型", "Type"), required=False)
    details = forms.CharField(
        label=say_lazy("具体要求", "Details"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=5000,
    )
    asked_of: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("由谁提交", "Requested from")
    )
    due_on = day(say_lazy("截止日期", "Due on"))
    domain: forms.ModelChoiceField[Domain] = forms.ModelChoiceField(
        queryset=None, label=say_lazy("业务域", "Domain"), required=False
    )
    links = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    item = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kw: Any) -> None:
        super().__init__(*args, **kw)
        people(self, viewer, "asked_of")
        domains(self, viewer)
        self.fields["type"].choices = type_choices()  # type: ignore[attr-defined]


class ImportForm(PageForm):
    """A register in Excel."""

    upload = FilesField(label=say_lazy("Excel 文件", "Excel file"))
    reason = reason_field(say_lazy("导入理由", "Reason for the import"))
    overwrite = overwrite_field()


class BulkForm(PageForm):
    """What is done to many items."""

    def __init__(self, *args: Any, viewer: Viewer, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.viewer = viewer


class BulkWithdrawForm(BulkForm):
    """Withdrawing."""

    reason = reason_field()


class BulkRenewForm(BulkForm):
    """Asking the owners for newer evidence."""

    due_on = day(say_lazy("截止日期", "Due on"))
    details = forms.CharField(
        label=say_lazy("具体要求", "Details"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=5000,
    )


class BulkLinkForm(BulkForm):
    """Linking to one thing."""

    kind = forms.ChoiceField(label=say_lazy("关联到", "Link to"))
    ref = forms.CharField(
        label=say_lazy("编号", "Id"),
        max_length=120,
        help_text=say_lazy(
            "条款或义务的编号，如 4.1。", "Id of a clause or obligation, such as 4.1."
        ),
    )
    note = forms.CharField(label=say_lazy("说明", "Note"), max_length=300, required=False)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        names = [(name, said(target.title)) for name, target in targets().items()]
        self.fields["kind"].choices = names  # type: ignore[attr-defined]


BULK_FORMS: dict[str, type[BulkForm]] = {
    "link": BulkLinkForm,
    "renew": BulkRenewForm,
    "withdraw": BulkWithdrawForm,
}
