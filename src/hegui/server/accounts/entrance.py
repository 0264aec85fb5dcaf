"""The routes of allauth that exist here, under `/accounts/`.

Left out on purpose: open sign-up, changing the e-mail address, reset by mail. Addresses are
changed, and links for new passwords made, by an administrator.
"""

from allauth.account import views as account
from allauth.mfa.urls import urlpatterns as factors
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect.urls import urlpatterns as sign_on
from allauth.usersessions.urls import urlpatterns as sessions
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver
from django.views.generic import RedirectView

security = RedirectView.as_view(pattern_name="accounts:security")

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", security, name="account_set_password"),
    path("2fa/", include(factors)),
    path("sessions/", include(sessions)),
    path("3rdparty/", security, name="socialaccount_connections"),
    path("3rdparty/login/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("3rdparty/login/error/", social.login_error, name="socialaccount_login_error"),
    *sign_on,
]
