"""The one API: the routers of all apps below `/orgs/{org}/`."""

from functools import partial

from django.urls import URLPattern, URLResolver, path

from hegui.server.accounts.api import me
from hegui.server.accounts.api import router as accounts
from hegui.server.api.base import Api, schema_json
from hegui.server.api.errors import register
from hegui.server.api.reference import reference_page
from hegui.server.assessments.api import router as assessments
from hegui.server.controls.api import router as controls
from hegui.server.evidence.api import router as evidence
from hegui.server.improvement.api import router as improvement
from hegui.server.inventory.api import router as inventory
from hegui.server.journal.api import router as ledger
from hegui.server.obligations.api import router as obligations
from hegui.server.runs.api import router as runs
from hegui.server.webhooks.api import router as webhooks

api = Api()
register(api)

ROUTERS = {
    "people": accounts,
    "inventory": inventory,
    "controls": controls,
    "obligations": obligations,
    "tasks": improvement,
    "webhooks": webhooks,
    "ledger": ledger,
    "evidence": evidence,
    "runs": runs,
    "assessments": assessments,
}
for name, router in ROUTERS.items():
    api.add_router("/orgs/{org}/" + name, router)

api.add_router("/me", me)

pages: list[URLPattern | URLResolver] = [
    path("openapi.json", partial(schema_json, api=api), name="api-schema"),
    path("docs", partial(reference_page, api=api), name="api-docs"),
]
