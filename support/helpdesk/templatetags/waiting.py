"""How long somebody has waited, in words of our own: Django's Latvian counts its days wrongly."""

from datetime import datetime, timedelta

from django import template
from django.utils.translation import ngettext

from support.helpdesk.models.tickets import LATE

register = template.Library()


@register.filter
def age(since: datetime, now: datetime) -> str:
    """Say the time since then in its largest unit: minutes, hours or days."""
    gone = max(now - since, timedelta())
    if gone >= timedelta(days=1):
        return ngettext("%(number)d day", "%(number)d days", gone.days) % {"number": gone.days}
    hours, minutes = gone.seconds // 3600, gone.seconds // 60
    if hours:
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}


@register.filter
def urgency(since: datetime, now: datetime) -> str:
    """Return the colour of the time since then."""
    return "stop" if now - since > LATE else "care"
