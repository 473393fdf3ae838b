"""What the staff pages of every app share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cps_portal.lib.errors import DomainError


def tried(request: HttpRequest, verb: Callable[..., Any], done: str, **details: Any) -> None:
    """Make a call, and say on the next page that it is done, or why it was refused."""
    try:
        verb(**details)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)


class ReadOnly:
    """Rows that only actions write: staff look at them; comes before ModelAdmin or an inline."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RefusalsSaid:
    """Pages whose form is handed to an action: what it refuses is said on the page; comes before ModelAdmin."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect(request.path)
        return response
