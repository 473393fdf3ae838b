"""What support owns: who looked at whom, questions and answers, the interface's tokens and news, jobs of the worker."""

from support.models.interface import Announcement, ApiToken, Delivery, Endpoint
from support.models.jobs import JobRun
from support.models.look_ups import LookUp
from support.models.names import NameWord, Word
from support.models.questions import Faq

__all__ = ["Announcement", "ApiToken", "Delivery", "Endpoint", "Faq", "JobRun", "LookUp", "NameWord", "Word"]
