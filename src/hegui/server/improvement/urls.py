"""Routes of the pages."""

from django.urls import path

from hegui.server.improvement.views import ending, tasks

app_name = "improvement"
urlpatterns = [
    path("", tasks.task_list_page, name="list"),
    path("new/", tasks.task_new_page, name="new"),
    path("notices/", ending.notices_page, name="notices"),
    path("<uuid:task>/", tasks.task_page, name="detail"),
    path("<uuid:task>/edit/", tasks.task_edit_page, name="edit"),
    path("<uuid:task>/close/", ending.task_close_page, name="close"),
    path("<uuid:task>/cancel/", ending.task_cancel_page, name="cancel"),
    path("<uuid:task>/reopen/", ending.task_reopen_page, name="reopen"),
    path("<uuid:task>/accept/", ending.task_accept_page, name="accept"),
]
