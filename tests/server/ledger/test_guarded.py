"""No model of people's work can be written past the ledger."""

import pytest
from django.apps import apps

from hegui.server.core.guard import UnrecordedWriteError
from hegui.server.core.models.base import Guarded

MODELS = [model for model in apps.get_models() if issubclass(model, Guarded)]


def test_there_are_many() -> None:
    assert len(MODELS) >= 8


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_writing_outside_a_service_is_refused(model: type[Guarded]) -> None:
    row = model()
    field = next(f for f in model._meta.fields if not f.primary_key and f.concrete)
    for manager in {model._default_manager, model.objects}:
        rows = manager.all()
        for attempt in (
            lambda rows=rows: rows.update(**{field.attname: None}),
            lambda rows=rows: rows.bulk_create([row]),
            lambda rows=rows: rows.bulk_update([row], [field.name]),
            lambda rows=rows: rows.create(),
            lambda rows=rows: rows.delete(),
        ):
            with pytest.raises((UnrecordedWriteError, RuntimeError)):
                attempt()
    for own in (row.save, row.delete):
        with pytest.raises(UnrecordedWriteError):
            own()
