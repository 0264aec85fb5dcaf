"""The form that takes an Excel file of the register."""

from django import forms

from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import say_lazy


class ExcelForm(PageForm):
    """An Excel file, looked at first."""

    file = forms.FileField(
        label=say_lazy("Excel 文件", "Excel file"),
        help_text=say_lazy(
            "先导出，填好再导回。只读回责任人、如何落实、状态和评审日期。",
            "Export, fill in, bring back. Owner, how it is met, status and review are taken back.",
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    reason = forms.CharField(
        label=say_lazy("修改理由", "Why it is changed"), max_length=2000, required=False
    )
