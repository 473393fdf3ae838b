"""A member's page, what was mailed to them, and what staff note about them."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Company
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from support.lookup import actions as lookup
from support.lookup.views import purpose_of
from support.members import actions as members
from support.members import open_items, staff_actions, summary, timeline
from support.members.forms import MemberNoteForm
from support.members.mails import letter, mails_of
from support.staff_site.access import AgentRequest, for_agents, for_agents_with
from support.staff_site.frame import in_admin


@require_safe
@for_agents
def member(request: AgentRequest, pk: int) -> HttpResponse:
    company, today = get_object_or_404(Company, pk=pk), clock.today()
    lookup.open_member(company=company, purpose=purpose_of(request), by=request.user, at=clock.now())
    filters = timeline.ChoiceForm(request.GET)
    page = timeline.gather(company=company, reader=request.user, choice=filters.choice, today=today)
    summed = summary.of(company, reader=request.user, on=today)
    stands = open_items.of(company, reader=request.user, on=today)
    staff_actions.put_into(
        [*page.events, *stands.things, *summed.persons], company=company, reader=request.user
    )
    context = in_admin(request, title=company.legal_name, company=company, member=summed, standing=stands)
    context |= {
        "timeline": page,
        "filters": filters,
        "note": MemberNoteForm(initial={"key": uuid4()}, auto_id="note_%s"),
        "acts": staff_actions.about_the_company(company, reader=request.user, at=clock.now()),
    }
    return render(request, "members/member.html", context)


@require_POST
@for_agents_with("members.add_note")
def write_note(request: AgentRequest, pk: int) -> HttpResponse:
    company, form = get_object_or_404(Company, pk=pk), MemberNoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("members:member", pk)
    try:
        members.write_note(company=company, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, gettext("The note is kept."))
    except DomainError as no:
        messages.error(request, no.message)
    return redirect("members:member", pk)


@require_safe
@for_agents_with("post_office.view_email")
def mail(request: AgentRequest, pk: int, mail: int) -> HttpResponse:
    company = get_object_or_404(Company, pk=pk)
    found = get_object_or_404(mails_of(company).prefetch_related("attachments", "logs"), pk=mail)
    lookup.open_member(company=company, purpose=purpose_of(request), by=request.user, at=clock.now())
    offers = staff_actions.about_things(company, reader=request.user, places=[("mail", str(found.pk))])
    context = in_admin(request, title=found.subject, company=company, letter=letter(found))
    return render(request, "members/mail.html", {**context, "acts": offers["mail", str(found.pk)]})
