"""The base of all records: an organisation, a version, and writing that cannot skip the ledger."""

import datetime as dt
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hegui.server.core.guard import refuse_outside
from hegui.server.core.ids import new_id
from hegui.server.core.masking import digest_only
from hegui.server.core.search import forget, index


class RecordQuerySet(models.QuerySet[Any, Any]):
    """A queryset whose writing methods work only while a service is writing (see `writing`)."""

    def update(self, **kwargs: Any) -> int:
        """Update inside a service only, and nothing that search finds."""
        refuse_outside(self.model.__name__)
        self._refuse_found(kwargs)
        return super().update(**kwargs)

    def delete(self) -> NoReturn:
        """Refuse: records are removed one by one, each with its entry."""
        raise RuntimeError(f"{self.model.__name__}: delete records one by one, in a service.")

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Create many inside a service only."""
        refuse_outside(self.model.__name__)
        made = super().bulk_create(objs, *args, **kwargs)
        index(made)
        return made

    def bulk_update(
        self, objs: Iterable[Any], fields: Iterable[str], *args: Any, **kwargs: Any
    ) -> int:
        """Update many inside a service only, and nothing that search finds."""
        refuse_outside(self.model.__name__)
        names = list(fields)
        self._refuse_found(names)
        return super().bulk_update(objs, names, *args, **kwargs)

    def _refuse_found(self, names: Iterable[str]) -> None:
        """Refuse to change what the index of words would not hear of."""
        if found := set(self.model.search_fields).intersection(names):
            raise RuntimeError(f"{self.model.__name__}: save {sorted(found)} one by one.")


class Guarded(models.Model):
    """A row that services alone write; `ledger_fields` are copied into the ledger.

    Leave out what is personal (names, addresses) or large; name people by their id. Of those that
    are `ledger_masked` too, the ledger keeps hosts and a digest only.
    """

    ledger_fields: ClassVar[tuple[str, ...]] = ()
    ledger_masked: ClassVar[tuple[str, ...]] = ()
    kind: ClassVar[str] = ""
    """What the ledger calls it, such as `evidence.item`."""
    search_fields: ClassVar[tuple[str, ...]] = ()
    """What search finds it by; `a__b` is the field of a related row."""
    search_reaches: ClassVar[dict[str, str]] = {}
    """Fields that others are found by too: the name of the relation that leads to them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save inside a service only, and keep what search finds."""
        refuse_outside(type(self).__name__)
        super().save(*args, **kwargs)
        changed = kwargs.get("update_fields")
        index([self], changed)
        if not kwargs.get("force_insert"):
            for name, relation in self.search_reaches.items():
                if changed is None or name in changed:
                    index(getattr(self, relation).all())

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete inside a service only."""
        refuse_outside(type(self).__name__)
        forget(self)
        return super().delete(*args, **kwargs)

    def snapshot(self, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Return the fields that the ledger keeps, as JSON values."""
        return {
            name: digest_only(plain(self, name))
            if name in self.ledger_masked
            else plain(self, name)
            for name in names or self.ledger_fields
        }

    def copy(self) -> Self:
        """Return the record as it is in the database now."""
        return type(self)._default_manager.get(pk=self.pk)  # type: ignore[return-value]


class Record(Guarded):
    """A record of one organisation."""

    organisation = models.ForeignKey(
        "core.Organisation", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class DomainRecord(Record):
    """A record that may belong to a domain; without one it belongs to the whole organisation."""

    kept_by: ClassVar[str] = "owner"
    """The field that names whose own record it is (see `Grant.own`)."""

    domain = models.ForeignKey(
        "core.Domain", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        abstract = True


def plain(record: models.Model, name: str) -> Any:
    """Return a field as a JSON value; a related row as its id."""
    field = record._meta.get_field(name)
    value = getattr(record, field.attname if isinstance(field, models.ForeignKey) else name)
    if isinstance(value, (uuid.UUID, Decimal)):
        return str(value)
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return value
