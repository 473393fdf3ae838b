"""One function a mail."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import Role, User
from cps_portal.lib import mail
from support.helpdesk.models import Ticket, TicketEvent


def question_received(ticket: Ticket) -> None:
    """Tell whoever asks under which number we have it."""
    _to_person("question_received", ticket.by, ticket)


def question_answered(ticket: Ticket, event: TicketEvent) -> None:
    for person in readers(ticket):
        _to_person("question_answered", person, ticket, event=event, text=event.text)


def readers(ticket: Ticket) -> list[User]:
    """Everybody of the company who wrote in the ticket; once all of them have left it, its owner."""
    authors = TicketEvent.objects.filter(ticket=ticket, act=TicketEvent.Act.WRITTEN).values("by")
    roles = Role.objects.filter(company=ticket.company).select_related("user").order_by("pk")
    return [role.user for role in roles.filter(user__in=authors) or roles.filter(kind=Role.Kind.OWNER)]


def _to_person(template: str, person: User, ticket: Ticket, **more: Any) -> None:
    url = f"{settings.SITE_URL}{reverse('helpdesk:ticket', args=[ticket.pk])}"
    context = {"user": person, "ticket": ticket, "url": url, **more}
    mail.send(f"helpdesk/email/{template}", to=person.email, language=person.language, context=context)
