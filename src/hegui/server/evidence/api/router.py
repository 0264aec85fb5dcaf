"""The one router of evidence."""

from ninja import Router

router = Router(tags=["evidence"])
