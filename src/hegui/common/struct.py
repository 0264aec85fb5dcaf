"""Base classes of the typed records that cross a border (files, bundle, API)."""

import msgspec


class Record(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """An immutable typed record; unknown keys are an error; defaults are left out of JSON."""
