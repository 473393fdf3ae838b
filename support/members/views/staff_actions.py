"""The doors of what staff do from a member's page: one address an act, which asks why."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.models import Company
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from support.members import actions
from support.members.staff_actions import ACTS, Act, Case
from support.staff_site.access import AgentRequest, for_agents
from support.staff_site.frame import in_admin


@for_agents
def act(request: AgentRequest, pk: int, slug: str, thing: int | None = None) -> HttpResponse:
    chosen = _permitted(request, slug)
    case = _case(request, chosen, pk, thing)
    form = chosen.form(request.POST if request.method == "POST" else None, case=case)
    if form.is_valid():
        try:
            deed = actions.perform(act=chosen, case=case, given=form.cleaned_data)
        except DomainError as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
        else:
            messages.success(request, str(chosen.said(deed)))
            return redirect("members:member", pk)
    context: dict[str, Any] = {"act": chosen, "case": case, "form": form, "about": chosen.named(case)}
    context["can_be_done"] = form.is_bound or chosen.can_be_done(case)
    context["outlook"] = chosen.foresee(case) if context["can_be_done"] else []
    return render(request, "members/act.html", in_admin(request, title=str(chosen.title), **context))


def _permitted(request: AgentRequest, slug: str) -> Act:
    chosen = ACTS.get(slug)
    if chosen is None or not request.user.has_perm(chosen.right):
        raise Http404
    return chosen


def _case(request: AgentRequest, act: Act, pk: int, key: int | None) -> Case:
    """Find what it is about; a thing of another company does not exist here."""
    company = get_object_or_404(Company, pk=pk)
    if (act.things is None) != (key is None):
        raise Http404
    thing = get_object_or_404(act.things(company), pk=key) if act.things else None
    return Case(company, thing, request.user, clock.now())
