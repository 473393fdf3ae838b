"""What support owns: who looked at whom, questions and answers, tickets, the interface's tokens and news, jobs."""

from support.models.interface import Announcement, ApiToken, Delivery, Endpoint
from support.models.jobs import JobRun
from support.models.look_ups import LookUp
from support.models.questions import Faq
from support.models.tickets import Ticket, TicketEvent, TicketFile

__all__ = [
    "Announcement",
    "ApiToken",
    "Delivery",
    "Endpoint",
    "Faq",
    "JobRun",
    "LookUp",
    "Ticket",
    "TicketEvent",
    "TicketFile",
]
