"""Routes of saved views."""

from django.urls import path

from hegui.server.pages import views

app_name = "pages"
urlpatterns = [
    path("save/", views.save_page, name="view-save"),
    path("<uuid:view>/remove/", views.remove_page, name="view-remove"),
]
