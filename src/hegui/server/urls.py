"""All addresses: pages live under `/o/<org>/`, the API under `/api/v1/`."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from hegui.server.api.root import api, pages

ORGANISATION_APPS = (
    "inventory",
    "controls",
    "obligations",
    "improvement",
    "webhooks",
    "evidence",
    "runs",
    "assessments",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("hegui.server.accounts.entrance")),
    path("api/v1/", include(pages)),
    path("api/v1/", api.urls),
    *(
        path(f"o/<slug:org>/{app}/", include(f"hegui.server.{app}.urls"))
        for app in ORGANISATION_APPS
    ),
    path("o/<slug:org>/views/", include("hegui.server.pages.urls")),
    path("o/<slug:org>/ledger/", include("hegui.server.journal.urls")),
    path("", include("hegui.server.accounts.urls")),
    path("", include("hegui.server.home.urls")),
]
handler400 = "hegui.server.pages.failures.bad_request"
handler404 = "hegui.server.pages.failures.not_found"
handler500 = "hegui.server.pages.failures.server_error"
