"""Pages behind one-time links."""

from typing import Any, cast

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language

from hegui.server.accounts.forms import FirstForm, JoinForm, NewPasswordForm
from hegui.server.accounts.links import link_get
from hegui.server.accounts.models import Link, LinkPurpose
from hegui.server.accounts.services import first_setup, invitation_accept, password_renew
from hegui.server.accounts.views.parts import filled
from hegui.server.core.models import Organisation, User
from hegui.server.core.roles import roles
from hegui.server.pages.forms import PageForm
from hegui.server.pages.language import said, say


def first_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Make the first person and the first organisation, and sign in."""
    link = link_get(LinkPurpose.FIRST, token)
    form = FirstForm(request.POST or None)
    made: list[User] = []

    def work() -> str:
        fields = {k: v for k, v in form.changes().items() if k != "again"}
        user, place = first_setup(link=link, language=get_language() or "zh-hans", **fields)
        made.append(user)
        return reverse("home:overview", kwargs={"org": place.slug})

    there = filled(request, form, work)
    if there:
        return enter(request, made[0], there)
    title = say("欢迎使用合规 hegui", "Welcome to hegui")
    lead = say(
        "这是第一次启动。填写你自己和你的组织，你将成为管理员；这个链接只能用一次。",
        "This is the first start. Say who you are and name your organisation: you become its "
        "administrator. The link works once.",
    )
    return shown(request, form, title=title, lead=lead, button=say("开始使用", "Start"))


def invitation_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Accept an invitation: as a new person, or as who has the address and is signed in."""
    link = link_get(LinkPurpose.INVITATION, token)
    there = reverse("home:overview", kwargs={"org": cast(Organisation, link.organisation).slug})
    user = request.user if request.user.is_authenticated else None
    known = User.objects.filter(email__iexact=link.email).first()
    if user is not None or known is not None:
        return _join_as(request, link, user, known, there)
    form = JoinForm(request.POST or None, email=link.email, initial={"name": link.name})
    made: list[User] = []

    def work() -> str:
        given = form.changes()
        chosen = {"name": given["name"], "password": given["password"]}
        made.append(
            invitation_accept(link=link, user=None, language=get_language() or "zh-hans", **chosen)
        )
        return there

    if filled(request, form, work):
        return enter(request, made[0], there)
    return shown(request, form, **invited(link))


def _join_as(
    request: HttpRequest, link: Link, user: User | None, known: User | None, there: str
) -> HttpResponseBase:
    """Accept as the person who has the address; anybody else is told to sign in as them."""
    right = user is not None and known is not None and user.pk == known.pk
    if right and request.method == "POST":
        invitation_accept(link=link, user=user)
        return redirect(there)
    context = {**invited(link), "right": right, "link": link}
    answer = render(request, "accounts/join.html", context, status=200)
    return private(answer)


def invited(link: Link) -> dict[str, Any]:
    """Return the words of an invitation."""
    role = roles()[link.role]
    lead = say(
        "你将以“{role}”的身份加入“{place}”，登录邮箱为 {email}。",
        "You join “{place}” as {role} and sign in with {email}.",
        role=said(role.title),
        place=link.organisation,
        email=link.email,
    )
    return {
        "title": say("接受邀请", "Accept the invitation"),
        "lead": lead,
        "button": say("加入", "Join"),
    }


def password_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Set a new password by a link; the second factor is still asked for."""
    link = link_get(LinkPurpose.RESET, token)
    user = cast(User, link.user)
    form = NewPasswordForm(request.POST or None, user=user)

    def work() -> str:
        password_renew(link=link, password=form.cleaned_data["password"])
        return "/"

    if filled(request, form, work):
        return enter(request, user, "/")
    title = say("设置新密码", "Set a new password")
    lead = say(
        "保存后，你在其他设备上的会话和你的接口令牌都会失效。",
        "Your sessions on other devices and your tokens end when you save.",
    )
    return shown(request, form, title=title, lead=lead)


def enter(request: HttpRequest, user: User, there: str) -> HttpResponseBase:
    """Sign in (a new session; a second factor is asked for if there is one) and lead on."""
    if request.user.is_authenticated:
        from django.contrib.auth import logout

        logout(request)
    answer: HttpResponseBase = perform_login(
        request, user, email_verification="none", redirect_url=there
    )
    return answer


def shown(request: HttpRequest, form: PageForm, **context: Any) -> HttpResponse:
    """Show the form of a link, which nobody may keep."""
    return private(render(request, "pages/form.html", {"form": form, **context}))


def private(answer: HttpResponse) -> HttpResponse:
    """Keep an answer out of caches."""
    add_never_cache_headers(answer)
    return answer
