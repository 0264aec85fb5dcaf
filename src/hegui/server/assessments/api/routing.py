"""The router of all routes of assessments."""

from ninja import Router

router = Router(tags=["assessments"])
