"""What support owns: logs, notes, acts of staff, tickets, answers, the interface's news, jobs, figures, words."""

from support.models.audit import AuditEntry
from support.models.deeds import Deed
from support.models.figures import DailyFigures
from support.models.interface import Announcement, ApiToken, Delivery, Endpoint
from support.models.jobs import JobRun
from support.models.look_ups import LookUp
from support.models.names import NameWord, Word
from support.models.notes import Note
from support.models.questions import Faq
from support.models.tickets import Ticket, TicketEvent, TicketFile
from support.models.viewings import Viewing

__all__ = [
    "Announcement",
    "ApiToken",
    "AuditEntry",
    "DailyFigures",
    "Deed",
    "Delivery",
    "Endpoint",
    "Faq",
    "JobRun",
    "LookUp",
    "NameWord",
    "Note",
    "Ticket",
    "TicketEvent",
    "TicketFile",
    "Viewing",
    "Word",
]
