"""Forms: labels above, help below, errors beside the field and summed up at the top."""

from contextlib import suppress
from typing import Any, Self

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.forms.renderers import TemplatesSetting

from hegui.common.errors import HeguiError
from hegui.server.core.errors import InvalidError, StaleVersionError
from hegui.server.core.ids import new_id
from hegui.server.core.models.base import Guarded
from hegui.server.pages.language import language, say
from hegui.server.pages.merging import LONGEST, merge, seen

DASHES = forms.ModelChoiceField(None).empty_label
"""What Django shows for no choice; ours is a word, which is read aloud."""


class Renderer(TemplatesSetting):
    """Renders forms by our templates."""

    form_template_name = "pages/forms/form.html"
    field_template_name = "pages/forms/field.html"


class PageForm(forms.Form):
    """The base of all forms. `submission` is one key per shown form: sent twice, done once."""

    required_css_class = "required"
    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = new_id().hex
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
                field.empty_label = say("（未选）", "(none)")

    def refuse(self, error: HeguiError) -> None:
        """Show an error of a service in the form, at its field if it names one."""
        field = error.data.get("field") if isinstance(error, InvalidError) else None
        self.add_error(field if field in self.fields else None, error.message(language()))

    def changes(self) -> dict[str, Any]:
        """Return what was typed, without the form's own fields."""
        own = ("submission", "seen_version", "seen_values", "reason")
        return {name: value for name, value in self.cleaned_data.items() if name not in own}


class RecordForm(PageForm):
    """A form about one record. `seen_version` tells whether somebody was faster.

    Then `refuse` takes over what only the other person changed, and shows the other's value beside
    what both changed; see `merging`.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_values = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST)
    made_with: dict[str, Any]

    def __new__(cls, *_args: Any, **kwargs: Any) -> Self:
        """Remember what the form is made with: a conflict makes it again."""
        made = super().__new__(cls)
        made.made_with = {k: v for k, v in kwargs.items() if k not in ("data", "files")}
        return made

    def __init__(self, *args: Any, record: Guarded | None = None, **kwargs: Any) -> None:
        if record is not None:
            initial = {name: getattr(record, name, None) for name in self.base_fields}
            kwargs["initial"] = (
                initial | {"seen_version": record.version} | kwargs.get("initial", {})
            )
        super().__init__(*args, **kwargs)
        self.record = record
        self.initial["seen_values"] = lambda: seen(self)

    def refuse(self, error: HeguiError, *, present: Guarded | None = None) -> None:
        """Show an error; after a conflict, also what the other person saved.

        `present` is the record as it is now, where the form was opened before there was one.
        """
        super().refuse(error)
        record = present or self.record
        if not isinstance(error, StaleVersionError) or record is None:
            return
        with suppress(ObjectDoesNotExist):
            record.refresh_from_db()
            again = {**self.made_with, "record": record} if present else self.made_with
            merge(self, type(self)(**again))

    @property
    def expected(self) -> int | None:
        """Return the version that the person saw."""
        return self.cleaned_data.get("seen_version")
