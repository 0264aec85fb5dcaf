"""Routes of the pages."""

from django.urls import path

from hegui.server.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("new/", views.new_page, name="new"),
    path("bulk/", views.bulk_page, name="bulk"),
    path("export/", views.export_page, name="export"),
    path("import/", views.import_page, name="import"),
    path("targets/", views.targets_page, name="targets"),
    path("requests/", views.request_list_page, name="requests"),
    path("requests/new/", views.request_new_page, name="request-new"),
    path("requests/<uuid:request_id>/", views.request_page, name="request"),
    path("requests/<uuid:request_id>/cancel/", views.request_cancel_page, name="request-cancel"),
    path("requests/<uuid:request_id>/remind/", views.request_remind_page, name="request-remind"),
    path("<uuid:item>/", views.detail_page, name="detail"),
    path("<uuid:item>/edit/", views.edit_page, name="edit"),
    path("<uuid:item>/version/", views.version_page, name="version"),
    path("<uuid:item>/approve/", views.approve_page, name="approve"),
    path("<uuid:item>/withdraw/", views.withdraw_page, name="withdraw"),
    path("<uuid:item>/supersede/", views.supersede_page, name="supersede"),
    path("<uuid:item>/reinstate/", views.reinstate_page, name="reinstate"),
    path("<uuid:item>/hold/", views.hold_page, name="hold"),
    path("<uuid:item>/links/", views.links_page, name="links"),
    path("<uuid:item>/links/<uuid:link>/remove/", views.unlink_page, name="unlink"),
    path("<uuid:item>/files/<int:number>/", views.file_page, name="file"),
    path("<uuid:item>/files/<int:number>/picture/", views.picture_page, name="picture"),
    path("<uuid:item>/files/<int:number>/pages/<int:leaf>/", views.leaf_page, name="leaf"),
    path("<uuid:item>/files/<int:number>/erase/", views.erase_page, name="erase"),
]
