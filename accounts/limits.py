"""How often somebody may ask; a limit counts what was asked, never whether an address is known."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse


def too_often(request: HttpRequest, action: str, key: str = "") -> HttpResponse | None:
    """Return the page that asks for patience, or nothing where the limit named by `action` is not reached."""
    answer: HttpResponse | None = ratelimit.consume_or_429(request, action=action, key=key or None)
    return answer


def looked_too_often(request: HttpRequest, action: str) -> HttpResponse | None:
    """Do the same for a page that is only read: allauth leaves those out unless it is told."""
    answer: HttpResponse | None = ratelimit.consume_or_429(request, action=action, limit_get=True)
    return answer


def is_too_often(request: HttpRequest, action: str, key: str) -> bool:
    """Count once more, and return whether the limit is reached: for forms that keep what was typed."""
    return not ratelimit.consume(request, action=action, key=key)
