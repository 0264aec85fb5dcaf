"""Routes of the pages."""

from django.urls import path

from hegui.server.obligations.views import detail, exchange, facts, register, texts

app_name = "obligations"
urlpatterns = [
    path("", register.register_list_page, name="list"),
    path("statement/", register.statement_page, name="statement"),
    path("statement/file.<str:kind>", exchange.statement_file, name="statement_file"),
    path("export/", exchange.export_file, name="export"),
    path("import/", exchange.import_page, name="import"),
    path("facts/", facts.facts_page, name="facts"),
    path("facts/next/", facts.next_page, name="next"),
    path("facts/<slug:fact>/", facts.fact_page, name="fact"),
    path("facts/<slug:fact>/effect/", facts.effect_fragment, name="effect"),
    path("facts/<slug:fact>/undo/", facts.fact_undo_page, name="fact_undo"),
    path("texts/", texts.texts_page, name="texts"),
    path("texts/import/", texts.text_import_page, name="text_import"),
    path("texts/<uuid:law>/", texts.text_page, name="text"),
    path("texts/<uuid:law>/drop/", texts.text_drop_page, name="text_drop"),
    path("decisions/<uuid:decision>/withdraw/", detail.withdraw_page, name="withdraw"),
    path("<str:obligation>/", detail.detail_page, name="detail"),
    path("<str:obligation>/edit/", detail.entry_edit_page, name="edit"),
    path("<str:obligation>/decide/", detail.decide_page, name="decide"),
    path("<str:obligation>/undo/", detail.entry_undo_page, name="undo"),
    path("<str:obligation>/controls/", detail.controls_page, name="controls"),
]
