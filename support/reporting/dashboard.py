"""What staff see first: a few numbers, each cheap to count and each a way in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Model, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email

from accounts.models import Application
from billing.models import Attempt, Collection, Difference, Invoice, Refund
from cps_portal.lib import clock
from subscriptions.models import Term
from support.helpdesk.models import Ticket
from support.helpdesk.models.tickets import LATE


@dataclass(frozen=True)
class Figure:
    name: str
    count: int
    kind: str = "quiet"


@dataclass(frozen=True)
class Card:
    title: str
    href: str
    figures: list[Figure]


def overview(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the cards that the person may see to the first page of the admin."""
    today = clock.today()
    makers = {
        "accounts.view_application": _queue,
        "helpdesk.view_ticket": _questions,
        "subscriptions.view_term": _members,
        "billing.view_invoice": _invoices,
        "billing.view_difference": _collecting,
        "post_office.view_email": _mails,
    }
    user = request.user
    cards = [make(today) for right, make in makers.items() if user.has_perm(right)]
    return {**context, "title": _("Overview"), "cards": cards}


def _list(model: type[Model], query: str = "") -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + query


def _queue(today: date) -> Card:
    counts = Application.objects.open().aggregate(
        late=Count("pk", filter=Q(promised_on__lt=today)),
        today=Count("pk", filter=Q(promised_on=today)),
        later=Count("pk", filter=Q(promised_on__gt=today)),
    )
    figures = [
        Figure(_("past the promised day"), counts["late"], "stop" if counts["late"] else "quiet"),
        Figure(_("promised for today"), counts["today"], "care" if counts["today"] else "quiet"),
        Figure(_("later"), counts["later"]),
    ]
    return Card(_("Verification queue"), _list(Application), figures)


def _questions(today: date) -> Card:
    counts = Ticket.objects.to_answer().aggregate(
        all=Count("pk"), unassigned=Count("pk", filter=Q(assigned_to=None)), oldest=Min("waiting_since")
    )
    days = (today - clock.on(counts["oldest"])).days if counts["oldest"] else 0
    figures = [
        Figure(_("to answer"), counts["all"], "care" if counts["all"] else "quiet"),
        Figure(_("of them nobody’s yet"), counts["unassigned"]),
        Figure(_("days the oldest waits"), days, "stop" if days >= LATE.days else "quiet"),
    ]
    return Card(_("Questions of customers"), _list(Ticket), figures)


def _members(today: date) -> Card:
    count = Term.objects.running(on=today).count()
    return Card(_("Members"), reverse("lookup:look_up"), [Figure(_("active today"), count)])


def _invoices(today: date) -> Card:
    counts = Invoice.objects.unpaid().aggregate(
        overdue=Count("pk", filter=Q(payable_on__lt=today)), open=Count("pk", filter=Q(payable_on__gte=today))
    )
    figures = [
        Figure(_("overdue"), counts["overdue"], "stop" if counts["overdue"] else "quiet"),
        Figure(_("not due yet"), counts["open"]),
    ]
    return Card(_("Unpaid invoices"), _list(Invoice), figures)


def _collecting(today: date) -> Card:
    """What does not go on by itself, or only by asking Stripe."""
    waiting = Collection.objects.to_confirm(ceiling_cents=settings.CHARGE_CEILING_CENTS).count()
    unknown = Attempt.objects.open().count()
    refunds = Refund.objects.to_transfer().count()
    differing = Difference.objects.open().count()
    figures = [
        Figure(_("charges to confirm"), waiting, "care" if waiting else "quiet"),
        Figure(_("charges not known yet"), unknown),
        Figure(_("refunds to transfer"), refunds, "care" if refunds else "quiet"),
        Figure(_("differences from Stripe"), differing, "stop" if differing else "quiet"),
    ]
    return Card(_("Getting paid"), _list(Collection), figures)


def _mails(today: date) -> Card:
    counts = Email.objects.filter(status__in=[STATUS.failed, STATUS.queued, STATUS.requeued]).aggregate(
        failed=Count("pk", filter=Q(status=STATUS.failed)),
        waiting=Count("pk", filter=~Q(status=STATUS.failed)),
    )
    figures = [
        Figure(_("not delivered"), counts["failed"], "stop" if counts["failed"] else "quiet"),
        Figure(_("waiting to be sent"), counts["waiting"]),
    ]
    return Card(_("Mails"), _list(Email, f"?status__exact={STATUS.failed}"), figures)
