"""Forms about organisations and domains."""

import re
from typing import Any

from django import forms

from hegui.server.accounts.retention import retention_items, retention_of
from hegui.server.accounts.selectors import domain_list
from hegui.server.core.models import Domain
from hegui.server.core.viewer import Viewer
from hegui.server.pages.forms import PageForm, RecordForm
from hegui.server.pages.language import said, say, say_lazy

CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
"""The shape of a unified social credit code (GB 32100-2015)."""


class OrganisationForm(RecordForm):
    """Names and the credit code."""

    name = forms.CharField(label=say_lazy("名称", "Name"), max_length=200)
    name_en = forms.CharField(
        label=say_lazy("英文名称", "English name"), max_length=200, required=False
    )
    credit_code = forms.CharField(
        label=say_lazy("统一社会信用代码", "Unified social credit code"),
        max_length=18,
        required=False,
    )

    def clean_credit_code(self) -> str:
        """Refuse what does not have the shape of a code."""
        code = str(self.cleaned_data["credit_code"]).upper()
        if code and not CREDIT_CODE.fullmatch(code):
            raise forms.ValidationError(
                say("应为 18 位（GB 32100）。", "It must have 18 characters (GB 32100).")
            )
        return code


class OrganisationNewForm(OrganisationForm):
    """A new organisation, made by an operator."""

    slug = forms.SlugField(
        label=say_lazy("组织地址名", "Short name in addresses"),
        max_length=40,
        help_text=say_lazy(
            "出现在网址中；只用英文字母、数字和连字符，之后不能修改。",
            "Appears in addresses; letters, digits and hyphens; cannot change later.",
        ),
    )


class RetentionForm(RecordForm):
    """How many months each kind of record is kept."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        record = viewer.organisation
        super().__init__(*args, record=record, **kwargs)
        for key, months in retention_of(record).items():
            item = retention_items()[key]
            self.fields[key] = forms.IntegerField(
                label=say("{what}（月）", "{what} (months)", what=said(item.title)),
                help_text=said(item.about),
                min_value=1,
                max_value=1200,
                initial=months,
            )
        self.fields["reason"] = forms.CharField(
            label=say("理由", "Reason"),
            help_text=say("短于法定期限时必填。", "Needed when shorter than a legal limit."),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class HoldForm(PageForm):
    """Why nothing may be erased."""

    hold = forms.CharField(
        label=say_lazy("理由", "Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=say_lazy("例如诉讼、调查的文号。", "Such as the number of a lawsuit or inquiry."),
    )


class DomainForm(RecordForm):
    """A domain and what it belongs to."""

    name = forms.CharField(label=say_lazy("名称", "Name"), max_length=120)
    parent: forms.ModelChoiceField[Domain] = forms.ModelChoiceField(
        queryset=None,
        label=say_lazy("上级业务域", "Parent domain"),
        required=False,
        help_text=say_lazy("留空即顶层。", "Leave empty for the top level."),
    )

    def __init__(
        self, *args: Any, viewer: Viewer, record: Domain | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        rows = domain_list(viewer=viewer)
        if record is not None:
            rows = rows.exclude(path__startswith=record.path)
        self.fields["parent"].queryset = rows  # type: ignore[attr-defined]
