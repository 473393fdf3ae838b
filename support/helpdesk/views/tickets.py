"""Questions of customers, as they ask them, read our answers and go on."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import downloads
from accounts.access import CustomerRequest, for_customers
from accounts.limits import is_too_often
from cps_portal.lib import clock, paging
from cps_portal.lib.errors import DomainError
from support.helpdesk import actions, customer, ticket_subject
from support.helpdesk.actions import Words
from support.helpdesk.forms import QuestionForm, ReplyForm, SeenForm
from support.helpdesk.forms.tickets import WritingForm
from support.helpdesk.models import Ticket, TicketFile

Form = TypeVar("Form", bound=WritingForm)
page_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@for_customers
def tickets(request: CustomerRequest) -> HttpResponse:
    page = paging.newest_first(_visible(request).select_related("by"), before=request.GET.get("before"))
    return render(request, "helpdesk/tickets.html", {"page": page, "sees_all": request.rights.questions})


@page_methods
@never_cache
@for_customers
def ask(request: CustomerRequest) -> HttpResponse:
    thing = ticket_subject.find(request.GET.get("about", ""), company=request.company)
    known = {"subject": request.GET.get("subject", "")[:150]}
    if thing:
        known = {"about": thing.code, "kind": thing.kind, "subject": thing.name}
    form = _read(request, QuestionForm, initial=known)

    def send(words: Words) -> Ticket:
        company, by = request.company, request.user
        return actions.ask(company=company, by=by, topic=form.topic, words=words, at=clock.now())

    if ticket := _sent(request, form, send):
        return redirect("helpdesk:ticket", ticket.pk)
    member = customer.of_user(request.user, on=clock.today())
    return render(request, "helpdesk/ask.html", {"form": form, "thing": thing, "member": member})


@page_methods
@never_cache
@for_customers
def ticket(request: CustomerRequest, pk: int) -> HttpResponse:
    """Show a question with all that was said, and take what the customer adds."""
    found = get_object_or_404(_visible(request).select_related("by", "earlier"), pk=pk)
    form = _read(request, ReplyForm)

    def send(words: Words) -> Ticket:
        return actions.reply(ticket=found, by=request.user, words=words, at=clock.now())

    if continued := _sent(request, form, send):
        return redirect("helpdesk:ticket", continued.pk)
    events = list(found.events.public().select_related("by").prefetch_related("files"))
    context: dict[str, Any] = {"ticket": found, "events": events, "seen": events[-1].pk, "form": form}
    context |= {"may_reopen": found.may_be_reopened(at=clock.now())}
    return render(request, "helpdesk/ticket.html", context)


@require_POST
@for_customers
def close_ticket(request: CustomerRequest, pk: int) -> HttpResponse:
    found, form = get_object_or_404(_visible(request), pk=pk), SeenForm(request.POST)
    try:
        seen = form.cleaned_data["seen"] if form.is_valid() else 0
        actions.close_ticket(ticket=found, by=request.user, seen=seen, at=clock.now())
    except DomainError as no:
        messages.error(request, no.message)
    else:
        messages.success(request, _("The question is closed."))
    return redirect("helpdesk:ticket", pk)


@require_safe
@for_customers
def ticket_file(request: CustomerRequest, pk: int) -> HttpResponseBase:
    """Hand a file to the people who may read the question it came with."""
    file = get_object_or_404(TicketFile, pk=pk, event__ticket__in=_visible(request))
    return downloads.handed_over(file)


def _visible(request: CustomerRequest) -> QuerySet[Ticket]:
    all_of_it = request.rights.questions
    return Ticket.objects.visible_to(request.user, company=request.company, all_of_it=all_of_it)


def _read(request: CustomerRequest, form: type[Form], **more: Any) -> Form:
    """Read what was typed; whoever writes too often is told so before any file is opened."""
    if request.method != "POST":
        return form(by=request.user, **more)
    if is_too_often(request, "ticket", key=str(request.user.pk)):
        late = form(request.POST, by=request.user, **more)
        late.add_error(None, _("You have written a lot just now. Wait a few minutes, then send this again."))
        return late
    return form(request.POST, request.FILES, by=request.user, **more)


def _sent(request: CustomerRequest, form: WritingForm, send: Callable[[Words], Ticket]) -> Ticket | None:
    """Keep the files that passed, then send; whatever is refused, words and files stay on the page."""
    if not form.is_bound:
        return None
    is_whole = form.is_valid()
    try:
        if form.uploads and form.sent_key:
            by, key, at = request.user, form.sent_key, clock.now()
            form.take_in(actions.keep_files(uploads=form.uploads, key=key, by=by, at=at))
        if not is_whole:
            return None
        ticket = send(form.words)
    except DomainError as no:
        form.add_error(no.field if no.field in form.fields else None, no.message)
        return None
    messages.success(request, _("Sent. We answer here and by e-mail."))
    return ticket
