"""Questions of people who are to be forgotten: the words and files go, that something was asked stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import Company, User
from support.helpdesk.actions.ticket_files import hold_person, purge_files
from support.helpdesk.models import Ticket, TicketEvent, TicketFile
from support.helpdesk.models.tickets import TicketQuerySet


@transaction.atomic
def purge_tickets_of(*, user: User, at: datetime) -> None:
    """Empty what a person asked, with our answers to it, and what they wrote under colleagues' questions."""
    hold_person(user)
    _empty(Ticket.objects.filter(by=user), at=at)
    TicketEvent.objects.filter(by=user).update(text="")
    purge_files(TicketFile.objects.filter(by=user), at=at)


@transaction.atomic
def purge_tickets_of_company(*, company: Company, at: datetime) -> None:
    _empty(Ticket.objects.filter(company=company), at=at)


def _empty(tickets: TicketQuerySet, *, at: datetime) -> None:
    purge_files(TicketFile.objects.filter(event__ticket__in=tickets), at=at)
    TicketEvent.objects.filter(ticket__in=tickets).update(text="")
    tickets.filter(~Q(status=Ticket.Status.CLOSED)).update(
        status=Ticket.Status.CLOSED, closed_at=at, waiting_since=None
    )
    tickets.update(subject="", about="")
