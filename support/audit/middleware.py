"""What happens around every request of staff: it is noted, and while they see a customer's pages nothing is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from cps_portal.lib import clock
from support.audit import actions, recording, viewing
from support.audit.models import AuditEntry, Viewing

Answer = Callable[[HttpRequest], HttpResponse]
# PostgreSQL's words for: this transaction is read only, and this one has failed already.
READ_ONLY = ("25006", "25P02")


class AuditMiddleware:
    """Note every request of a member of staff, whichever page it is for; the answer leaves only if that succeeds."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        by = request.user
        if not isinstance(by, User) or not by.is_staff:
            return self.get_response(request)
        request.seen_as = request.session.get(viewing.SESSION_KEY)  # type: ignore[attr-defined]
        request.audit_entry = None  # type: ignore[attr-defined]
        response = self.get_response(request)
        begun: AuditEntry | None = request.audit_entry  # type: ignore[attr-defined]
        if begun is not None:
            actions.answer_write(entry=begun, status=response.status_code)
        elif not recording.is_noise(request):
            entry = _entry(request, by)
            actions.note_request(entry=entry, status=response.status_code, at=clock.now())
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Note a write before it is done: its address is known now, and that it is no forgery."""
        by = request.user
        if not hasattr(request, "audit_entry") or request.method in recording.READING:
            return
        if isinstance(by, User) and not recording.is_noise(request):
            entry = _entry(request, by)
            actions.begin_write(entry=entry, at=clock.now())
            request.audit_entry = entry


def _entry(request: HttpRequest, by: User) -> AuditEntry:
    return recording.entry_for(
        request,
        by=by,
        viewing=request.seen_as,  # type: ignore[attr-defined]
        network_address=get_adapter().get_client_ip(request),
    )


class ViewingMiddleware:
    """Show the portal to a member of staff as a customer sees it, inside a transaction that cannot write."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewing = None  # type: ignore[attr-defined]
        by = request.user
        if not isinstance(by, User) or not by.is_staff or viewing.SESSION_KEY not in request.session:
            return self.get_response(request)
        shown = _running(request, by)
        if shown is None:
            return self._over(request)
        request.viewing = shown  # type: ignore[attr-defined]
        route = viewing.route_of(request.path_info)
        if route in viewing.WAYS_OUT:
            return self._out(request, route, shown)
        if route not in viewing.VIEWABLE or request.method not in ("GET", "HEAD"):
            return _refused(request, shown)
        return self._as_customer(request, shown)

    def _over(self, request: HttpRequest) -> HttpResponse:
        del request.session[viewing.SESSION_KEY]
        messages.info(request, _("The view as a customer is over. You are yourself again."))
        is_staff_page = viewing.is_staff_page(request.path_info)
        return self.get_response(request) if is_staff_page else redirect("lookup:look_up")

    def _out(self, request: HttpRequest, route: str, shown: Viewing) -> HttpResponse:
        if route == "account_logout" and request.method == "POST":
            actions.end_viewing(viewing=shown, at=clock.now())
        return self.get_response(request)

    def _as_customer(self, request: HttpRequest, shown: Viewing) -> HttpResponse:
        request.wanted_to_write = False  # type: ignore[attr-defined]
        with _in_the_place_of(request, shown.person), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            response = self.get_response(request)
            if response.streaming:
                response.streaming_content = list(response.streaming_content)  # type: ignore[attr-defined]
            # Nothing was written; what would be done after a commit is forgotten.
            transaction.set_rollback(True)
        return _refused(request, shown) if request.wanted_to_write else response  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page that would write although it is only opened is refused like a form."""
        state = getattr(error.__cause__, "sqlstate", "") if isinstance(error, DatabaseError) else ""
        if request.viewing is None or state not in READ_ONLY:  # type: ignore[attr-defined]
            return None
        request.wanted_to_write = True  # type: ignore[attr-defined]
        return HttpResponse(status=403)


def _running(request: HttpRequest, by: User) -> Viewing | None:
    """Return what is being seen, as long as its time, the right to it and the person's own way in last."""
    key = request.session[viewing.SESSION_KEY]
    running = Viewing.objects.running(at=clock.now()).filter(
        pk=key, by=by, person__is_active=True, person__is_staff=False
    )
    if not by.has_perm("audit.view_as_customer"):
        return None
    return running.select_related("person", "company").first()


@contextmanager
def _in_the_place_of(request: HttpRequest, person: User) -> Iterator[None]:
    """Let the pages take the person for the one who asks; log-in, session and stamps of both stay untouched."""
    own = request.user, request.session
    request.user, request.session = person, viewing.Unkept()
    try:
        yield
    finally:
        request.user, request.session = own


def _refused(request: HttpRequest, shown: Viewing) -> HttpResponse:
    return render(request, "audit/viewing_refused.html", {"user": shown.person}, status=403)
