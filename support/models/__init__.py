"""What support owns: who looked at whom and what staff did, questions and answers, the interface, the jobs."""

from support.models.audit import AuditEntry
from support.models.interface import Announcement, ApiToken, Delivery, Endpoint
from support.models.jobs import JobRun
from support.models.look_ups import LookUp
from support.models.questions import Faq
from support.models.viewings import Viewing

__all__ = [
    "Announcement",
    "ApiToken",
    "AuditEntry",
    "Delivery",
    "Endpoint",
    "Faq",
    "JobRun",
    "LookUp",
    "Viewing",
]
