from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.models import Company
from cps_portal.lib import clock
from support import actions, summary, timeline
from support.access import AgentRequest, for_agents
from support.frame import framed
from support.models import LookUp


@require_safe
@for_agents
def look_up(request: AgentRequest) -> HttpResponse:
    purpose = _purpose(request)
    query = request.GET.get("q", "")
    found = actions.look_up(query=query, purpose=purpose, by=request.user, at=clock.now())
    if found.only and not request.htmx:
        return redirect("support:member", found.only.pk)
    context = {"found": found, "purpose": purpose, "purposes": LookUp.Purpose}
    if request.htmx:
        response = render(request, "support/look_up_answer.html", context)
    else:
        response = framed(request, "support/look_up.html", gettext("Look-up"), context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@for_agents
def member(request: AgentRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(Company, pk=pk)
    actions.open_member(company=company, purpose=_purpose(request), by=request.user, at=clock.now())
    page = timeline.gather(
        company=company,
        reader=request.user,
        kind=request.GET.get("kind", ""),
        page=_page_number(request),
        today=clock.today(),
    )
    member = summary.of(company, reader=request.user, on=clock.today())
    context = _in_admin(request, title=company.legal_name, company=company, member=member, timeline=page)
    return render(request, "support/member.html", context)


def _purpose(request: AgentRequest) -> str:
    """Return why the agent looks: what they chose last, until they choose something else."""
    chosen = request.GET.get("purpose", "")
    if chosen in LookUp.Purpose.values:
        request.session["look_up_purpose"] = chosen
    return str(request.session.get("look_up_purpose", LookUp.Purpose.CALL))


def _page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 5 else 1


def _in_admin(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """What the admin's frame needs, so that staff find everything in one place."""
    return {**admin.site.each_context(request), **context}
