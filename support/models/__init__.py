"""What support owns: looks, notes and acts of staff, questions and answers, the interface's tokens and news, jobs."""

from support.models.deeds import Deed
from support.models.interface import Announcement, ApiToken, Delivery, Endpoint
from support.models.jobs import JobRun
from support.models.look_ups import LookUp
from support.models.notes import Note
from support.models.questions import Faq

__all__ = ["Announcement", "ApiToken", "Deed", "Delivery", "Endpoint", "Faq", "JobRun", "LookUp", "Note"]
