"""Pages about oneself: profile, security, tokens, language, theme."""

import uuid
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from hegui.server.accounts.adapter import remember_language
from hegui.server.accounts.forms import ProfileForm, TokenForm
from hegui.server.accounts.forms.profile import LANGUAGES, THEMES, permission_title
from hegui.server.accounts.selectors import one, token_list
from hegui.server.accounts.services import profile_change, token_create, token_revoke
from hegui.server.accounts.views.parts import filled, person_only, place
from hegui.server.core.models import User
from hegui.server.pages.access import Request, page
from hegui.server.pages.cut import cut
from hegui.server.pages.language import say
from hegui.server.pages.once import done_at, once


@person_only
def profile_page(request: HttpRequest) -> HttpResponseBase:
    """Change one's own name, language, theme and reminders."""
    user = cast(User, request.user)
    reminders = user.preferences.get("reminders", True)
    initial = {"name": user.name, "language": user.language, "theme": user.theme}
    form = ProfileForm(request.POST or None, initial={**initial, "reminders": reminders})

    def work() -> str:
        profile_change(acting_user=user, changes=form.changes())
        return request.path

    if filled(request, form, work):
        return remember_language(redirect(request.path), form.cleaned_data["language"])
    return render(request, "accounts/profile.html", {"form": form})


@person_only
def security_page(request: HttpRequest) -> HttpResponse:
    """Show how one signs in: password, second factors, sessions, single sign-on."""
    user = cast(User, request.user)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context: dict[str, Any] = {
        "totp": "totp" in kinds,
        "passkeys": kinds.count("webauthn"),
        "codes": "recovery_codes" in kinds,
        "sessions": UserSession.objects.filter(user=user).count(),
        "linked": SocialAccount.objects.filter(user=user).exists(),
        "sign_on": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "sign_on_name": settings.SIGN_ON_NAME,
    }
    return render(request, "accounts/security.html", context)


@require_POST
def language_change(request: HttpRequest) -> HttpResponse:
    """Switch the language: of the browser, and of the person who is signed in."""
    chosen = request.POST.get("language", "")
    back = redirect(safe_next(request))
    if chosen not in dict(LANGUAGES):
        return back
    if request.user.is_authenticated:
        profile_change(acting_user=request.user, changes={"language": chosen})
    return remember_language(back, chosen)


@require_POST
@person_only
def theme_change(request: HttpRequest) -> HttpResponse:
    """Switch between light, dark and what the system says."""
    chosen = request.POST.get("theme", "")
    if chosen in dict(THEMES):
        profile_change(acting_user=cast(User, request.user), changes={"theme": chosen})
    return redirect(safe_next(request))


def safe_next(request: HttpRequest) -> str:
    """Return the page to go back to, if it is one of ours."""
    there = request.POST.get("next", "")
    ours = {request.get_host()}
    if url_has_allowed_host_and_scheme(there, ours, require_https=request.is_secure()):
        return there
    return "/"


@page("organisation.view")
def token_list_page(request: Request) -> HttpResponse:
    """List one's own tokens in this organisation."""
    rows = cut(token_list(viewer=request.viewer), 200).shown(
        lambda row: (row, [permission_title(name) for name in row.scopes])
    )
    return render(request, "accounts/tokens.html", {"tokens": rows})


@page("organisation.view")
@once
def token_new_page(request: Request) -> HttpResponseBase:
    """Make a token and show it this once."""
    form = TokenForm(request.POST or None, viewer=request.viewer)
    secrets: list[str] = []

    def work() -> str:
        secrets.append(token_create(acting_user=request.viewer, **form.changes())[1])
        return "shown"

    if filled(request, form, work):
        answer = render(request, "accounts/token.html", {"secret": secrets[0]})
        return done_at(answer, place(request, "tokens"))
    title, button = say("新建令牌", "New token"), say("生成令牌", "Create the token")
    context = {"title": title, "button": button, "back": place(request, "tokens")}
    return render(request, "pages/form.html", {"form": form, **context})


@page("organisation.view")
def token_revoke_page(request: Request, token: uuid.UUID) -> HttpResponseBase:
    """Revoke one's own token."""
    found = one(token_list(viewer=request.viewer), token)
    if request.method == "POST" and not found.revoked_at:
        token_revoke(acting_user=request.viewer, token=found)
    return redirect(place(request, "tokens"))
