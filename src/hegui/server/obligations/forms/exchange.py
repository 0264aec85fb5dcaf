"""The form that takes an Excel file of the register."""

from django import forms

from hegui.server.pages.excel import overwrite_field
from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import say_lazy


class ExcelForm(PageForm):
    """An Excel file, looked at first."""

    file = forms.FileField(
        label=say_lazy("Excel 文件", "Excel file"),
        help_text=say_lazy(
            "先导出，填好再导入。只读取责任人、如何落实、落实状态和评审日期。",
            "Export the register, fill it in and import it again. Only the owner, how it is met, the status and the next review are read.",
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    reason = forms.CharField(
        label=say_lazy("修改理由", "Reason for the change"), max_length=2000, required=False
    )
    overwrite = overwrite_field()
