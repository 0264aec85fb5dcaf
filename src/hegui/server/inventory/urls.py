"""Routes of the pages."""

from django.urls import path

from hegui.server.inventory.views import filings, parts, subjects, whole

app_name = "inventory"
urlpatterns = [
    path("", subjects.subject_list_page, name="list"),
    path("new/", subjects.subject_new_page, name="new"),
    path("graph/", whole.graph_page, name="graph"),
    path("bom/", whole.bom_page, name="bom"),
    path("excel/", whole.excel_page, name="excel"),
    path("import/", whole.import_page, name="import"),
    path("pick/", subjects.subject_pick_page, name="pick"),
    path("filings/", filings.filing_list_page, name="filings"),
    path("filings/new/", filings.filing_new_page, name="filing-new"),
    path("filings/<uuid:filing>/edit/", filings.filing_edit_page, name="filing-edit"),
    path("filings/<uuid:filing>/remove/", filings.filing_remove_page, name="filing-remove"),
    path("<uuid:subject>/", subjects.subject_page, name="detail"),
    path("<uuid:subject>/edit/", subjects.subject_edit_page, name="edit"),
    path("<uuid:subject>/remove/", subjects.subject_remove_page, name="remove"),
    path("<uuid:subject>/bom/", whole.bom_page, name="subject-bom"),
    path("<uuid:subject>/stage/", parts.stage_page, name="stage"),
    path("<uuid:subject>/versions/new/", parts.version_new_page, name="version-new"),
    path(
        "<uuid:subject>/versions/<uuid:version>/edit/",
        parts.version_edit_page,
        name="version-edit",
    ),
    path(
        "<uuid:subject>/versions/<uuid:version>/current/",
        parts.version_current_page,
        name="version-current",
    ),
    path("<uuid:subject>/relations/new/", parts.relation_new_page, name="relation-new"),
    path(
        "<uuid:subject>/relations/<uuid:relation>/remove/",
        parts.relation_remove_page,
        name="relation-remove",
    ),
    path("<uuid:subject>/<slug:panel>/", subjects.subject_panel_page, name="panel"),
]
