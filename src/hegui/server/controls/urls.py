"""Routes of the pages."""

from django.urls import path

from hegui.server.controls import views

app_name = "controls"
urlpatterns = [
    path("", views.control_list_page, name="list"),
    path("new/", views.control_new_page, name="new"),
    path("<uuid:control>/", views.control_page, name="detail"),
    path("<uuid:control>/edit/", views.control_edit_page, name="edit"),
]
