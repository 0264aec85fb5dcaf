"""Routes of the pages."""

from django.urls import path

from hegui.server.home import views

app_name = "home"
urlpatterns = [
    path("", views.start_page, name="start"),
    path("o/<slug:org>/", views.overview_page, name="overview"),
    path("o/<slug:org>/due/", views.due_page, name="due"),
    path("o/<slug:org>/due/<slug:kind>/", views.due_kind_page, name="due-kind"),
    path("o/<slug:org>/search/", views.search_page, name="search"),
    path("o/<slug:org>/help/", views.help_page, name="help"),
]
