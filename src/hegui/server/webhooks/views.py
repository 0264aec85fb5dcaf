"""Pages of webhooks."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hegui.common.errors import HeguiError
from hegui.server.pages.access import Request, page
from hegui.server.pages.cut import cut
from hegui.server.pages.language import say
from hegui.server.webhooks.forms import RemoveForm, WebhookForm
from hegui.server.webhooks.models import Delivery, Webhook
from hegui.server.webhooks.selectors import delivery_list, webhook_get, webhook_list
from hegui.server.webhooks.services import (
    webhook_change,
    webhook_create,
    webhook_remove,
    webhook_test,
)

SHOWN = 50


@page("webhooks.view")
def webhook_list_page(request: Request) -> HttpResponse:
    """List the webhooks."""
    rows = cut(webhook_list(viewer=request.viewer).order_by("url", "id"), 200)
    may = request.viewer.may("webhooks.change")
    return render(request, "webhooks/list.html", {"webhooks": rows, "may_change": may})


@page("webhooks.change")
def webhook_new_page(request: Request) -> HttpResponse:
    """Create a webhook and show its secret this once."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = webhook_create(acting_user=request.viewer, **form.changes())
            return _detail(request, made, secret)
        except HeguiError as error:
            form.refuse(error)
    title = say("新建回调", "New webhook")
    return render(request, "pages/form.html", {"form": form, "title": title, "back": ".."})


@page("webhooks.view")
def webhook_page(request: Request, webhook: uuid.UUID) -> HttpResponse:
    """Show a webhook and what was sent to it."""
    return _detail(request, webhook_get(viewer=request.viewer, webhook=webhook))


def _detail(request: Request, webhook: Webhook, secret: str = "") -> HttpResponse:
    rows = delivery_list(viewer=request.viewer, webhook=webhook.pk)[:SHOWN]
    context = {
        "webhook": webhook,
        "secret": secret,
        "deliveries": rows,
        "may_change": request.viewer.may("webhooks.change"),
        "form": RemoveForm(),
    }
    answer = render(request, "webhooks/detail.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@page("webhooks.change")
def webhook_edit_page(request: Request, webhook: uuid.UUID) -> HttpResponse:
    """Change a webhook."""
    found = webhook_get(viewer=request.viewer, webhook=webhook)
    form = WebhookForm(request.POST or None, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            webhook_change(
                acting_user=request.viewer,
                webhook=found,
                changes=form.changes(),
                expected=form.expected,
            )
            return _back(request, webhook)
        except HeguiError as error:
            form.refuse(error)
    title = say("修改回调", "Edit the webhook")
    return render(request, "pages/form.html", {"form": form, "title": title, "back": ".."})


@require_POST
@page("webhooks.change")
def webhook_test_page(request: Request, webhook: uuid.UUID) -> HttpResponse:
    """Send a test and say what came back."""
    found = webhook_get(viewer=request.viewer, webhook=webhook)
    sent = webhook_test(acting_user=request.viewer, webhook=found)
    if sent.status == Delivery.Status.DELIVERED:
        messages.success(request, say("测试已送达。", "The test arrived."))
    else:
        what = f"{sent.answer_status or ''} {sent.answer}".strip()[:200]
        messages.error(request, say("测试未送达：{what}", "The test failed: {what}", what=what))
    return _back(request, webhook)


@require_POST
@page("webhooks.change")
def webhook_remove_page(request: Request, webhook: uuid.UUID) -> HttpResponse:
    """Remove a webhook, with a reason."""
    found = webhook_get(viewer=request.viewer, webhook=webhook)
    form = RemoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, say("请写明移除理由。", "Say why it is removed."))
        return _back(request, webhook)
    webhook_remove(acting_user=request.viewer, webhook=found, reason=form.cleaned_data["reason"])
    messages.success(request, say("已移除。", "Removed."))
    return redirect("webhooks:list", org=request.viewer.organisation.slug)


def _back(request: Request, webhook: uuid.UUID) -> HttpResponse:
    return redirect("webhooks:detail", org=request.viewer.organisation.slug, webhook=webhook)
