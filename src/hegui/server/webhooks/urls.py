"""Routes of the pages."""

from django.urls import path

from hegui.server.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhook_list_page, name="list"),
    path("new/", views.webhook_new_page, name="new"),
    path("<uuid:webhook>/", views.webhook_page, name="detail"),
    path("<uuid:webhook>/edit/", views.webhook_edit_page, name="edit"),
    path("<uuid:webhook>/test/", views.webhook_test_page, name="test"),
    path("<uuid:webhook>/remove/", views.webhook_remove_page, name="remove"),
]
