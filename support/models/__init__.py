"""What support owns: who looked at whom, questions and answers, the interface's tokens and news, jobs of the worker,
figures of every day."""

from support.models.figures import DailyFigures
from support.models.interface import Announcement, ApiToken, Delivery, Endpoint
from support.models.jobs import JobRun
from support.models.look_ups import LookUp
from support.models.questions import Faq

__all__ = ["Announcement", "ApiToken", "DailyFigures", "Delivery", "Endpoint", "Faq", "JobRun", "LookUp"]
