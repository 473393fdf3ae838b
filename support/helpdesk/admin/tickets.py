"""The queue of customers' questions: who waits for us, the longest waiting first."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.admin import ModelAdmin

from cps_portal.lib import clock
from support.helpdesk.admin import ticket as one
from support.helpdesk.admin.ticket import ANSWER
from support.helpdesk.models import Ticket

PAGE = 50


class View(TextChoices):
    """What the queue can be narrowed to."""

    TO_ANSWER = "", gettext_lazy("To answer")
    MINE = "mine", pgettext_lazy("questions", "Mine")
    UNASSIGNED = "unassigned", gettext_lazy("Unassigned")
    ANSWERED = "answered", gettext_lazy("Answered")
    CLOSED = "closed", gettext_lazy("Closed")
    ALL = "all", gettext_lazy("All")


def _tickets(view: View, *, of: Any) -> QuerySet[Ticket]:
    found = {
        View.TO_ANSWER: Ticket.objects.to_answer(),
        View.MINE: Ticket.objects.undone().filter(assigned_to=of).order_by("waiting_since", "pk"),
        View.UNASSIGNED: Ticket.objects.to_answer().unassigned(),
        View.ANSWERED: Ticket.objects.filter(status=Ticket.Status.ANSWERED).order_by("-answered_at", "-pk"),
        View.CLOSED: Ticket.objects.filter(status=Ticket.Status.CLOSED).order_by("-pk"),
        View.ALL: Ticket.objects.order_by("-pk"),
    }
    return found[view].select_related("company", "by", "assigned_to")


def _counts(*, of: Any) -> dict[View, int]:
    """Count the views that somebody works off, in one query over what is not closed."""
    is_open = Q(status=Ticket.Status.OPEN)
    counted = Ticket.objects.undone().aggregate(
        to_answer=Count("pk", filter=is_open),
        mine=Count("pk", filter=Q(assigned_to=of)),
        unassigned=Count("pk", filter=is_open & Q(assigned_to=None)),
        answered=Count("pk", filter=Q(status=Ticket.Status.ANSWERED)),
    )
    return {View[name.upper()]: count for name, count in counted.items()}


def the_queue(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("view", "")
    view = View(wanted) if wanted in View.values else View.TO_ANSWER
    given = request.GET.get("page", "")
    number = max(int(given), 1) if given.isascii() and given.isdigit() and len(given) < 7 else 1
    start = (number - 1) * PAGE
    rows = list(_tickets(view, of=request.user)[start : start + PAGE + 1])
    counts = _counts(of=request.user)
    context = {
        **admin.site.each_context(request),
        "title": _("Questions of customers"),
        "views": [(one, counts.get(one)) for one in View],
        "view": view,
        "tickets": rows[:PAGE],
        "page": number,
        "has_more": len(rows) > PAGE,
        "now": clock.now(),
    }
    return render(request, "admin/helpdesk/tickets.html", context)


@admin.register(Ticket)
class TicketAdmin(ModelAdmin):
    """The queue instead of a list, and the thread instead of a form."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(ANSWER))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        door = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{address}/", door(view), name=f"helpdesk_ticket_{address}")
            for address, view in one.ADDRESSES.items()
        ]
        file = path("<int:pk>/file/<int:file>/", door(one.file), name="helpdesk_ticket_file")
        urls: list[URLPattern] = super().get_urls()
        return [*own, file, *urls]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return the_queue(request)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:helpdesk_ticket_thread", pk=object_id)
