"""Routes of the pages."""

from django.urls import path

from hegui.server.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.ledger_list_page, name="list"),
    path("activity/", views.activity_list_page, name="activity"),
    path("verify/", views.ledger_verify_page, name="verify"),
    path("export/", views.ledger_export_page, name="export"),
    path("anchor/", views.ledger_anchor_page, name="anchor"),
]
