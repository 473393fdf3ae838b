"""Samples of the mails about questions of customers."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from support.helpdesk.models import Ticket, TicketEvent
from support.staff_site.previews.cast import anna, link
from support.staff_site.previews.sample import Group, Sample


def _ticket() -> dict[str, Any]:
    ticket = Ticket(pk=123, kind=Ticket.Kind.GEAR, subject=gettext("A lens that came back from repair"))
    return {"user": anna(), "ticket": ticket, "url": link("support/questions")}


def _answered() -> dict[str, Any]:
    text = gettext("The lens keeps its serial number, so nothing changes in the portal. Its points stay.")
    event = TicketEvent(act=TicketEvent.Act.ANSWERED, by=User(name="Sanita Ozola"), text=text)
    return {**_ticket(), "event": event, "text": text}


PREVIEWS = Group(
    _("Questions of customers"),
    (
        Sample("helpdesk/email/question_received", _ticket),
        Sample("helpdesk/email/question_answered", _answered),
    ),
)
