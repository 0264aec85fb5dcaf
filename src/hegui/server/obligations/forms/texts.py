"""The form that imports the text of a law."""

from typing import Any

from django import forms

from hegui.server.core.rules import catalogue
from hegui.server.obligations.services.texts import SUFFIXES
from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import say_lazy
from hegui.server.pages.templatetags.hegui import in_language


class LawTextForm(PageForm):
    """Which instrument, which version, and the file."""

    instrument = forms.ChoiceField(label=say_lazy("规范文件", "Instrument"))
    label = forms.CharField(
        label=say_lazy("版本", "Version"),
        max_length=80,
        required=False,
        help_text=say_lazy("例如：2025 年修正", "Such as: as amended in 2025"),
    )
    file = forms.FileField(
        label=say_lazy("文件", "File"),
        help_text=say_lazy(
            "txt、md、html 或 docx，至多 5 MB；按“第…条”切分。只保存条文，不保存文件本身。",
            "txt, md, html or docx, at most 5 MB, split into its articles; the file is not kept.",
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        rows = catalogue().instruments.values()
        used = {row.instrument for row in catalogue().obligations.values()}
        choices = [(row.id, in_language(row, "title")) for row in rows if row.id in used]
        self.fields["instrument"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
