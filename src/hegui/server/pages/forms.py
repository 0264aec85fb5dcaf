"""Forms: labels above, help below, errors beside the field and summed up at the top."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict

from hegui.common.errors import HeguiError
from hegui.server.core.errors import InvalidError, StaleVersionError
from hegui.server.core.ids import new_id
from hegui.server.core.models.base import Guarded
from hegui.server.core.plain import not_allowed, plain_text
from hegui.server.pages.language import language, said, say
from hegui.server.pages.merging import LONGEST, merge, seen

DASHES = forms.ModelChoiceField(None).empty_label
"""What Django shows for no choice; ours is a word, which is read aloud."""


class Renderer(TemplatesSetting):
    """Renders forms by our templates."""

    form_template_name = "pages/forms/form.html"
    field_template_name = "pages/forms/field.html"


def typed_plain(data: Any, fields: Mapping[str, forms.Field]) -> Any:
    """Return what was typed without hidden signs; a field that keeps its text as it is (no `strip`) does."""
    if not data:
        return data
    kept = {name for name, field in fields.items() if getattr(field, "strip", True) is False}
    if not isinstance(data, QueryDict):
        return {
            n: plain_text(v) if isinstance(v, str) and n not in kept else v for n, v in data.items()
        }
    plain = data.copy()
    for name, values in data.lists():
        if name not in kept:
            plain.setlist(name, [plain_text(value) for value in values])
    return plain


def no_control(value: object) -> None:
    """Refuse control characters in what was typed, as the API and Excel files do."""
    if wrong := not_allowed(str(value)):
        raise forms.ValidationError(said(wrong))


def not_django(validator: object) -> bool:
    """Tell whether a validator is another than Django's own about NUL, which speaks otherwise."""
    return not isinstance(validator, ProhibitNullCharactersValidator)


class PageForm(forms.Form):
    """The base of all forms. `submission` is one key per shown form: sent twice, done once."""

    required_css_class = "required"
    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(typed_plain(data, self.base_fields), *args, **kwargs)
        self.fields["submission"].initial = new_id().hex
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators = [no_control, *filter(not_django, field.validators)]
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
