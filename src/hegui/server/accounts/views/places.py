"""Pages of domains: the tree, new ones, renaming and moving."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render

from hegui.server.accounts.forms import DomainForm
from hegui.server.accounts.selectors import domain_list, one
from hegui.server.accounts.services import domain_change
from hegui.server.accounts.views.parts import form_page, place
from hegui.server.core.errors import ForbiddenError
from hegui.server.core.services import domain_create
from hegui.server.pages.access import Request, page
from hegui.server.pages.language import say
from hegui.server.pages.once import once


@page("organisation.view")
def domain_list_page(request: Request) -> HttpResponse:
    """Show the tree of domains to people of the organisation."""
    if not request.viewer.inside:
        raise ForbiddenError(permission="organisation.view")
    found = list(domain_list(viewer=request.viewer))
    names = {row.id.hex: row.name for row in found}
    rows = [
        (row, " › ".join(names.get(key, "") for key in row.path.split("/")[:-2])) for row in found
    ]
    changes = request.viewer.may_everywhere("organisation.change")
    return render(request, "accounts/domains.html", {"domains": rows, "changes": changes})


@page("organisation.change")
@once
def domain_new_page(request: Request) -> HttpResponse:
    """Create a domain."""
    form = DomainForm(request.POST or None, viewer=request.viewer)
    there = place(request, "domains")

    def work() -> str:
        domain_create(acting_user=request.viewer, **form.changes())
        return there

    return form_page(request, form, work, title=say("新建业务域", "New domain"), back=there)


@page("organisation.change")
@once
def domain_edit_page(request: Request, domain: uuid.UUID) -> HttpResponse:
    """Rename or move a domain with everything below it."""
    found = one(domain_list(viewer=request.viewer), domain)
    form = DomainForm(request.POST or None, viewer=request.viewer, record=found)
    there = place(request, "domains")

    def work() -> str:
        domain_change(
            acting_user=request.viewer, domain=found, expected=form.expected, **form.changes()
        )
        return there

    lead = say(
        "移动后，下级业务域和按业务域授予的权限一起移动。",
        "Domains below it, and rights given by domain, move with it.",
    )
    title = say("修改业务域", "Edit the domain")
    return form_page(request, form, work, title=title, lead=lead, back=there)
