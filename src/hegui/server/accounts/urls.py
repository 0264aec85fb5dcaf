"""Routes of the pages: entrance, oneself, and the people and settings of an organisation."""

from django.urls import include, path

from hegui.server.accounts.views import access, entry, organisation, people, places, profile

app_name = "accounts"

PEOPLE = [
    path("", people.people_list_page, name="people"),
    path("invite/", people.invite_page, name="invite"),
    path("invitations/", people.invitation_list_page, name="invitations"),
    path("invitations/<uuid:link>/revoke/", people.invitation_revoke_page, name="uninvite"),
    path("roles/", people.role_list_page, name="roles"),
    path("engagements/", people.engagement_list_page, name="engagements"),
    path("engagements/new/", people.engagement_new_page, name="engagement-new"),
    path("engagements/<uuid:engagement>/", people.engagement_page, name="engagement"),
    path(
        "engagements/<uuid:engagement>/edit/", people.engagement_edit_page, name="engagement-edit"
    ),
    path("<uuid:person>/", access.person_page, name="person"),
    path("<uuid:person>/roles/new/", access.assignment_new_page, name="assign"),
    path("roles/<uuid:assignment>/withdraw/", access.assignment_withdraw_page, name="withdraw"),
    path("<uuid:person>/password/", access.password_link_page, name="password-link"),
    path("<uuid:person>/deactivate/", access.deactivate_page, name="deactivate"),
    path("<uuid:person>/activate/", access.activate_page, name="activate"),
    path("<uuid:person>/erase/", access.erase_page, name="erase"),
]
SETTINGS = [
    path("", organisation.settings_page, name="settings"),
    path("organisation/", organisation.organisation_page, name="organisation"),
    path("retention/", organisation.retention_page, name="retention"),
    path("duties/", organisation.duties_page, name="duties"),
    path("hold/", organisation.hold_page, name="hold"),
    path("domains/", places.domain_list_page, name="domains"),
    path("domains/new/", places.domain_new_page, name="domain-new"),
    path("domains/<uuid:domain>/", places.domain_edit_page, name="domain"),
    path("tokens/", profile.token_list_page, name="tokens"),
    path("tokens/new/", profile.token_new_page, name="token-new"),
    path("tokens/<uuid:token>/revoke/", profile.token_revoke_page, name="token-revoke"),
]
urlpatterns = [
    path("welcome/<str:token>/", entry.first_page, name="first"),
    path("invitation/<str:token>/", entry.invitation_page, name="invitation"),
    path("new-password/<str:token>/", entry.password_page, name="password"),
    path("me/", profile.profile_page, name="profile"),
    path("me/security/", profile.security_page, name="security"),
    path("me/language/", profile.language_change, name="language"),
    path("me/theme/", profile.theme_change, name="theme"),
    path("organisations/", organisation.organisation_list_page, name="organisations"),
    path("organisations/new/", organisation.organisation_new_page, name="organisation-new"),
    path("o/<slug:org>/people/", include(PEOPLE)),
    path("o/<slug:org>/settings/", include(SETTINGS)),
]
