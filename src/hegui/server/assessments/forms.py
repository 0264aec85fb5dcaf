"""Forms of assessments."""

from typing import Any

from django import forms

from hegui.server.assessments.models import Assessment, ClauseAssessment, ClauseSet
from hegui.server.assessments.services.signing import purposes
from hegui.server.core.domains import domain_choices
from hegui.server.core.models import Domain, Engagement
from hegui.server.core.people import person_choices
from hegui.server.core.roles import roles
from hegui.server.core.viewer import Viewer
from hegui.server.pages.forms import PageForm, RecordForm
from hegui.server.pages.language import said, say, say_lazy
from hegui.server.pages.offering import Offered
from hegui.server.pages.words import VERDICTS

CATALOGUE = "catalogue"


def day_field(label: Any, **more: Any) -> forms.DateField:
    """Return a field for a calendar day that may stay empty."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        **more,
    )


class HeadForm(RecordForm):
    """What an assessment is about: title, purpose, period, domain."""

    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=200)
    purpose = forms.ChoiceField(
        label=say_lazy("用途", "Purpose"),
        help_text=say_lazy("用途决定由谁签署。", "The purpose decides who must sign."),
    )
    period_from = day_field(say_lazy("评估期间：起", "Assessment period: from"))
    period_to = day_field(say_lazy("评估期间：止", "Assessment period: to"))
    domain: forms.ModelChoiceField[Domain] = forms.ModelChoiceField(
        queryset=None,
        label=say_lazy("业务域", "Domain"),
        required=False,
        help_text=say_lazy("留空即整个组织。", "Leave empty for the whole organisation."),
    )

    def __init__(
        self, *args: Any, viewer: Viewer, record: Assessment | None = None, **kw: Any
    ) -> None:
        super().__init__(*args, record=record, **kw)
        choices = [(name, say(row.zh, row.en)) for name, row in purposes().items()]
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]
        rows = domain_choices(viewer, "assessments.change")
        self.fields["domain"].queryset = rows  # type: ignore[attr-defined]
        if record is None:
            self.fields["purpose"].initial = "self"


class NewForm(HeadForm):
    """A new assessment: of what, judged from what."""

    clause_set = forms.ChoiceField(label=say_lazy("条款集", "Clause set"))
    bundle = forms.ChoiceField(
        label=say_lazy("检查结果", "Check results"),
        required=False,
        help_text=say_lazy(
            "选一份结果包，由它得出机器结论；不选则按系统里的事实、对象和证据判定，没有测量值。",
            "Choose a bundle to take the machine's verdicts from. Without one the machine judges "
            "from the facts, subjects and evidence kept here, without measures.",
        ),
    )
    as_of = day_field(
        say_lazy("评估基准日", "As-of date"),
        help_text=say_lazy(
            "不填即为今天；结果包有自己的基准日。",
            "Today if left empty; a bundle has its own as-of date.",
        ),
    )
    field_order = ("title", "clause_set", "bundle", "purpose", "as_of", "period_from", "period_to")

    def __init__(
        self, *args: Any, viewer: Viewer, sets: Offered, bundles: Offered, **kw: Any
    ) -> None:
        super().__init__(*args, viewer=viewer, **kw)
        own = [(CATALOGUE, say("规则目录（当前版本）", "The catalogue (installed version)"))]
        listed = [(str(row.pk), str(row)) for row in sets.rows]
        self.fields["clause_set"].choices = own + listed  # type: ignore[attr-defined]
        self.fields["clause_set"].help_text = sets.said(
            say("更早的从“条款集”页面选用。", "Choose an earlier one on the page of clause sets.")
        )
        offer_bundles(self.fields["bundle"], bundles)


class AgainForm(PageForm):
    """A re-assessment: by a bundle, or for an imported set by one of its `editions`."""

    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=200)
    bundle = forms.ChoiceField(label=say_lazy("检查结果", "Check results"), required=False)
    clause_set = forms.ChoiceField(
        label=say_lazy("条款集版本", "Edition of the clause set"),
        help_text=say_lazy(
            "导入了新版时在此选用；条款号相同的条款逐条对照。",
            "Choose the new edition here once it is imported; clauses of the same id are compared.",
        ),
    )
    as_of = day_field(say_lazy("评估基准日", "As-of date"))

    def __init__(self, *args: Any, bundles: Offered, editions: list[ClauseSet], **kw: Any) -> None:
        super().__init__(*args, **kw)
        named = [(str(row.pk), str(row)) for row in editions]
        self.fields["clause_set"].choices = named  # type: ignore[attr-defined]
        del self.fields["bundle" if editions else "clause_set"]
        if not editions:
            offer_bundles(self.fields["bundle"], bundles)


def offer_bundles(field: Any, bundles: Offered) -> None:
    """Let a form choose one of the bundles or none; say so where the list is cut."""
    packs = [(str(b.pk), f"{b.as_of} {b.digest[:12]} {b.catalogue_version}") for b in bundles.rows]
    field.choices = [("", say("不用结果包", "No bundle")), *packs]
    more = bundles.said(
        say(
            "更早的：打开那次运行，从其页面发起评估。",
            "An earlier one: open its run and start the assessment from there.",
        )
    )
    field.help_text = " ".join(filter(None, (str(field.help_text or ""), more)))


class ImportForm(PageForm):
    """A clause set of the organisation's own: a file, and what the file does not say."""

    file = forms.FileField(
        label=say_lazy("文件（JSON、YAML 或 XLSX）", "File (JSON, YAML or XLSX)"),
        help_text=say_lazy(
            "XLSX 第一行为列名：id、title_zh 必填；parent、number、title_en、requirement_zh、"
            "requirement_en、layer、kind、weight、gate、grade 可选。有一行不合要求就整份不导入。",
            "The first row of a sheet names its columns: id and title_zh, and if you like parent, "
            "number, title_en, requirement_zh, requirement_en, layer, kind, weight, gate, grade. "
            "One bad row, and nothing is imported.",
        ),
    )
    title = forms.CharField(label=say_lazy("名称", "Title"), max_length=200, required=False)
    title_en = forms.CharField(
        label=say_lazy("英文名称", "English title"), max_length=200, required=False
    )
    release = forms.CharField(label=say_lazy("版本", "Version"), max_length=80, required=False)
    source = forms.CharField(
        label=say_lazy("文本来源", "Source of the text"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    numbering = forms.CharField(
        label=say_lazy("编号说明", "About the numbering"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=say_lazy(
            "例如：条款号与标准原文一致；或为本单位自编。",
            "Such as: the numbers of the standard itself; or our own.",
        ),
    )


class VerdictForm(RecordForm):
    """A person's verdict on one clause."""

    verdict = forms.ChoiceField(
        label=say_lazy("人工结论", "Your verdict"), widget=forms.RadioSelect, required=False
    )
    reason = forms.CharField(
        label=say_lazy("理由", "Reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=say_lazy("与机器结论不同时必填。", "Required where you differ from the machine."),
    )

    def __init__(self, *args: Any, record: ClauseAssessment, **kw: Any) -> None:
        kw["initial"] = {"verdict": record.person_verdict, "reason": record.person_reason}
        super().__init__(*args, record=record, **kw)
        words = [(word, say(row.zh, row.en)) for word, row in VERDICTS.items()]
        none = [("", say("不作人工判定", "No verdict by a person"))]
        self.fields["verdict"].choices = words + none  # type: ignore[attr-defined]


class CommentForm(PageForm):
    """A remark."""

    text = forms.CharField(
        label=say_lazy("意见", "Comment"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AssignForm(RecordForm):
    """Who works on a clause."""

    assignee: Any = forms.ModelChoiceField(
        queryset=None, label=say_lazy("负责人", "Assignee"), required=False
    )

    def __init__(self, *args: Any, viewer: Viewer, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["assignee"].queryset = person_choices(viewer)  # type: ignore[attr-defined]


class BulkForm(AssignForm):
    """What is done to several clauses at once."""

    action = forms.ChoiceField(
        label=say_lazy("操作", "Action"),
        choices=[
            ("judge", say_lazy("判定", "Judge")),
            ("assign", say_lazy("指派", "Assign")),
            ("tasks", say_lazy("建任务", "Create tasks")),
        ],
        widget=forms.RadioSelect,
    )
    verdict = forms.ChoiceField(label=say_lazy("结论", "Verdict"), required=False)
    reason = forms.CharField(
        label=say_lazy("理由", "Reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=say_lazy("批量判定必填。", "Required for verdicts."),
    )
    due_on = day_field(say_lazy("任务期限", "Tasks due on"))
    field_order = ("action", "verdict", "reason", "assignee", "due_on")

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        words = [(word, say(row.zh, row.en)) for word, row in VERDICTS.items()]
        self.fields["verdict"].choices = words  # type: ignore[attr-defined]


class SignForm(PageForm):
    """Signing in a role."""

    role = forms.ChoiceField(label=say_lazy("签署角色", "Signing as"))
    statement = forms.CharField(
        label=say_lazy("声明", "Statement"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, held: list[str], **kw: Any) -> None:
        super().__init__(*args, **kw)
        names = [(name, said(roles()[name].title)) for name in held]
        self.fields["role"].choices = names  # type: ignore[attr-defined]


class RejudgeForm(PageForm):
    """Why an assessment is judged again; `seen` names what the person was shown."""

    reason = forms.CharField(
        label=say_lazy("为何重新判定", "Why it is judged again"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=say_lazy("写入操作记录。", "Kept in the ledger."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def cleaned(self) -> dict[str, str]:
        """Return reason and what was seen."""
        return {name: self.cleaned_data[name] for name in ("reason", "seen")}

    def show(self, digest: str) -> None:
        """Name what is shown now, also where the form was sent before."""
        self.fields["seen"].initial = digest
        if self.is_bound:
            sent = self.data.copy()  # type: ignore[attr-defined]
            sent["seen"] = digest
            self.data = sent


class SigningForm(PageForm):
    """Whether one person may judge and sign everything."""

    allowed = forms.BooleanField(
        label=say_lazy(
            "允许同一人判定并签署全部角色", "Let one person judge and sign in every role"
        ),
        required=False,
        help_text=say_lazy(
            "只适合一人负责的组织；报告会写明。",
            "Only for organisations that one person runs; reports say so.",
        ),
    )
    reason = forms.CharField(
        label=say_lazy("理由", "Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=say_lazy("允许时必填。", "Needed to allow it."),
    )


class EngagementsForm(PageForm):
    """Which engagements see an assessment."""

    engagements: Any = forms.ModelMultipleChoiceField(
        queryset=None,
        label=say_lazy("委托", "Engagements"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, viewer: Viewer, **kw: Any) -> None:
        super().__init__(*args, **kw)
        rows = Engagement.objects.filter(organisation=viewer.organisation)
        self.fields["engagements"].queryset = rows  # type: ignore[attr-defined]
