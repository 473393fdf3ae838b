"""The questions of customers, and everything that was said about them."""

from django.db.models.functions import Left
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from support.helpdesk.models import Ticket, TicketEvent
from support.members.timeline.kinds import Kind
from support.members.timeline.sources.source import source
from support.members.timeline.words import Row, Words


# Who may see a question sees the notes of colleagues about it, too.
@source(
    Kind.QUESTIONS,
    "helpdesk.view_ticket",
    rows=TicketEvent.objects.significant(),
    of="ticket__company",
    at="at",
    ticket="ticket_id",
    subject="ticket__subject",
    status="ticket__status",
    act="act",
    text=Left("text", 200),
    by="by__name",
)
def question(row: Row) -> Words:
    act = TicketEvent.Act(row["act"])
    title = gettext("Question %(number)s: %(act)s") % {"number": f"T-{row['ticket']:06d}", "act": act.label}
    details = (row["subject"], row["text"])
    href = reverse("admin:helpdesk_ticket_thread", args=[row["ticket"]])
    if act is not TicketEvent.Act.WRITTEN:
        return Words(title, details, href=href)
    ticket = Ticket(status=row["status"])
    return Words(title, details, capfirst(ticket.get_status_display()), ticket.look, href)
