"""One question on one page: everything that was said, who asks, and what staff do about it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import downloads
from accounts.admin.access import View, needs
from accounts.models import Role, User
from cps_portal.lib import clock, texts
from cps_portal.lib.admin import tried
from cps_portal.lib.errors import DomainError
from subscriptions.latest_terms import memberships
from support.helpdesk import actions, emails, ticket_subject
from support.helpdesk.forms import AnswerForm, NoteForm, SeenForm
from support.helpdesk.forms.tickets import KeyedForm
from support.helpdesk.models import Faq, Ticket, TicketFile

SEE, ANSWER = "helpdesk.view_ticket", "helpdesk.answer_ticket"
PEOPLE = ("company", "by", "assigned_to", "earlier")


def _with_ticket(right: str) -> Callable[[View], View]:
    """Let in people with a right and hand the view the ticket and the person."""

    def guard(view: View) -> View:
        @needs(right)
        def door(request: HttpRequest, pk: int, **more: Any) -> HttpResponseBase:
            found = get_object_or_404(Ticket.objects.select_related(*PEOPLE), pk=pk)
            return view(request, found, request.user, **more)

        door.__name__ = view.__name__
        return door

    return guard


@require_safe
@_with_ticket(SEE)
def thread(request: HttpRequest, ticket: Ticket, agent: User) -> HttpResponse:
    return _page(request, ticket, agent)


def _page(
    request: HttpRequest, ticket: Ticket, agent: User, open_form: KeyedForm | None = None
) -> HttpResponse:
    events = list(ticket.events.select_related("by").prefetch_related("files"))
    seen = max((event.pk for event in events if not event.is_aside), default=0)
    answering = open_form if isinstance(open_form, AnswerForm) else None
    noting = open_form if open_form and not answering else None
    if answering:
        answering.show_again(seen=seen)
    context = {
        **admin.site.each_context(request),
        "title": f"{ticket.number} {ticket.subject}".strip(),
        "ticket": ticket,
        "events": events,
        "seen": seen,
        "thing": ticket_subject.for_staff(ticket, reader=agent),
        "membership": memberships([ticket.company_id], on=clock.today()).get(ticket.company_id),
        "role": Role.objects.filter(user=ticket.by, company=ticket.company).first(),
        "readers": emails.readers(ticket),
        "language": ticket.by.language,
        "may_answer": agent.has_perm(ANSWER),
        "is_mine": ticket.assigned_to_id == agent.pk,
        "answer_form": answering or AnswerForm(initial={"seen": seen}, auto_id="answer_%s"),
        "note_form": noting or NoteForm(auto_id="note_%s"),
        "now": clock.now(),
    }
    return render(request, "admin/helpdesk/ticket.html", context)


@require_POST
@_with_ticket(ANSWER)
def answer(request: HttpRequest, ticket: Ticket, agent: User) -> HttpResponse:
    """Send an answer; one that comes too late stays on the page with its words, below what came in between."""
    form = AnswerForm(request.POST, auto_id="answer_%s")
    if "insert" in request.POST:
        form.begin_with(_canned(request.POST.get("faq", ""), language=ticket.by.language))
        return _page(request, ticket, agent, form)
    if not form.is_valid():
        return _page(request, ticket, agent, form)
    try:
        seen = form.cleaned_data["seen"]
        actions.answer(ticket=ticket, by=agent, words=form.words, seen=seen, at=clock.now())
    except DomainError as no:
        messages.error(request, no.message)
        return _page(request, _fresh(ticket), agent, form)
    messages.success(request, _("Sent to the customer."))
    return redirect("admin:helpdesk_ticket_thread", pk=ticket.pk)


def _fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related(*PEOPLE).get(pk=ticket.pk)


def _canned(slug: str, *, language: str) -> str:
    """Return an answer of ours in the customer's language, with where they find it."""
    faq = Faq.objects.filter(slug=slug.replace("\x00", ""), is_shown=True).first()
    if faq is None:
        return ""
    where = f"{settings.SITE_URL}{reverse('helpdesk:contact')}?answer={faq.slug}#{faq.slug}"
    return f"{texts.in_language(faq.whole, language)}\n\n{where}"


@require_POST
@_with_ticket(ANSWER)
def note(request: HttpRequest, ticket: Ticket, agent: User) -> HttpResponse:
    form = NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return _page(request, ticket, agent, form)
    done = _("The note is kept. Only colleagues see it.")
    return _done(request, ticket, actions.note, done, by=agent, words=form.words)


@require_POST
@_with_ticket(ANSWER)
def take(request: HttpRequest, ticket: Ticket, agent: User) -> HttpResponse:
    return _done(request, ticket, actions.take, _("The question is yours."), by=agent)


@require_POST
@_with_ticket(ANSWER)
def release(request: HttpRequest, ticket: Ticket, agent: User) -> HttpResponse:
    return _done(request, ticket, actions.release_ticket, _("The question is nobody’s now."), by=agent)


@require_POST
@_with_ticket(ANSWER)
def close(request: HttpRequest, ticket: Ticket, agent: User) -> HttpResponse:
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else 0
    return _done(request, ticket, actions.close_ticket, _("The question is closed."), by=agent, seen=seen)


def _done(
    request: HttpRequest, ticket: Ticket, verb: Callable[..., Any], done: str, **details: Any
) -> HttpResponse:
    """Make the call, say what came of it, and show the ticket again."""
    tried(request, verb, done, ticket=ticket, at=clock.now(), **details)
    return redirect("admin:helpdesk_ticket_thread", pk=ticket.pk)


@require_safe
@_with_ticket(ANSWER)
def next_ticket(request: HttpRequest, ticket: Ticket, agent: User) -> HttpResponse:
    """Lead from one ticket to the next that waits for this agent."""
    found = Ticket.objects.next_for(agent, but=ticket.pk)
    if found is None:
        messages.info(request, _("No other question waits for you."))
        return redirect("admin:helpdesk_ticket_changelist")
    return redirect("admin:helpdesk_ticket_thread", pk=found.pk)


@require_safe
@_with_ticket(SEE)
def file(request: HttpRequest, ticket: Ticket, agent: User, file: int) -> HttpResponseBase:
    """Hand a file over to be saved."""
    return downloads.handed_over(get_object_or_404(TicketFile, pk=file, event__ticket=ticket))


ADDRESSES: dict[str, View] = {
    "thread": thread,
    "answer": answer,
    "note": note,
    "take": take,
    "release": release,
    "close": close,
    "next": next_ticket,
}
