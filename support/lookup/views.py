from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cps_portal.lib import clock
from support.lookup import actions
from support.lookup.models import LookUp
from support.staff_site.access import AgentRequest, for_agents
from support.staff_site.frame import in_admin


@require_safe
@for_agents
def look_up(request: AgentRequest) -> HttpResponse:
    purpose = purpose_of(request)
    query = request.GET.get("q", "")
    found = actions.look_up(query=query, purpose=purpose, by=request.user, at=clock.now())
    if found.only and not request.htmx:
        return redirect("members:member", found.only.pk)
    context = {"found": found, "purpose": purpose, "purposes": LookUp.Purpose}
    if request.htmx:
        response = render(request, "lookup/look_up_answer.html", context)
    else:
        page = in_admin(request, title=gettext("Look-up"), **context)
        response = render(request, "lookup/look_up.html", page)
    patch_vary_headers(response, ["HX-Request"])
    return response


def purpose_of(request: AgentRequest) -> str:
    """Return why the agent looks: what they chose last, until they choose something else."""
    chosen = request.GET.get("purpose", "")
    if chosen in LookUp.Purpose.values:
        request.session["look_up_purpose"] = chosen
    return str(request.session.get("look_up_purpose", LookUp.Purpose.CALL))
