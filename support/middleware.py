"""What happens around every request of staff."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from cps_portal.lib import clock
from support import actions, auditing
from support.models import AuditEntry


class AuditMiddleware:
    """Note every request of a member of staff, whichever page it is for; the answer leaves only if that succeeds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        by = request.user
        if not isinstance(by, User) or not by.is_staff:
            return self.get_response(request)
        request.audit_entry = None  # type: ignore[attr-defined]
        response = self.get_response(request)
        begun: AuditEntry | None = request.audit_entry  # type: ignore[attr-defined]
        if begun is not None:
            actions.answer_write(entry=begun, status=response.status_code)
        elif not auditing.is_noise(request):
            entry = _entry(request, by)
            actions.note_request(entry=entry, status=response.status_code, at=clock.now())
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Note a write before it is done: its address is known now, and that it is no forgery."""
        by = request.user
        if hasattr(request, "audit_entry") and isinstance(by, User) and not auditing.is_noise(request):
            entry = _entry(request, by)
            if entry.kind == AuditEntry.Kind.WRITE:
                actions.begin_write(entry=entry, at=clock.now())
                request.audit_entry = entry


def _entry(request: HttpRequest, by: User) -> AuditEntry:
    return auditing.entry_for(request, by=by, network_address=get_adapter().get_client_ip(request))
