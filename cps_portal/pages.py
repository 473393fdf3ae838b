"""The pages that belong to no app: the start page, the way home after log-in, the language, privacy, accessibility."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions as accounts
from accounts import languages
from cps_portal.lib import clock, queue
from cps_portal.lib.errors import DomainError
from subscriptions.models import Fee

log = logging.getLogger(__name__)
# Leads: the clock moves for everybody on the test system.
MOVE_CLOCK = "accounts.change_user"


class ClockForm(forms.Form):
    """How the clock of a test system is to be moved: by a button, or to a day."""

    DAYS: ClassVar = {"day": 1, "month": 30}

    step = forms.ChoiceField(choices=[(name, name) for name in (*DAYS, "to", "back")])
    day = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("step") == "to" and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose a day."))
        return given

    def move(self) -> None:
        step = self.cleaned_data["step"]
        if step == "to":
            clock.move_to(self.cleaned_data["day"])
        elif step == "back":
            clock.release()
        else:
            clock.move_to(clock.today() + timedelta(days=self.DAYS[step]))


@dataclass(frozen=True)
class Rung:
    """A level's fee with the last point before the next level begins; the highest has none."""

    fee: Fee
    last: int | None


def _ladder(fees: list[Fee]) -> list[Rung]:
    between = [Rung(fee, above.level.minimum - 1) for fee, above in pairwise(fees)]
    return [*between, *(Rung(fee, None) for fee in fees[-1:])]


def start(request: HttpRequest) -> HttpResponse:
    fees = Fee.objects.general().in_force(on=clock.today()).select_related("level")
    fees = fees.order_by("level__minimum", "pk")
    context = {"rungs": _ladder(list(fees)), "promised_days": settings.PROMISED_WORKING_DAYS}
    return render(request, "pages/start.html", context)


def privacy(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/privacy.html",
        {
            "support_email": settings.SUPPORT_EMAIL,
            "log_in_days": settings.LOG_IN_DAYS,
            "ticket_file_days": settings.TICKET_FILE_DAYS,
        },
    )


def accessibility(request: HttpRequest) -> HttpResponse:
    context = {
        "support_email": settings.SUPPORT_EMAIL,
        "support_phone": settings.SUPPORT_PHONE,
        "support_phone_digits": settings.SUPPORT_PHONE.replace(" ", ""),
    }
    return render(request, "pages/accessibility.html", context)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_staff:
        return redirect("admin:index")
    return redirect("products:list")


def _same_page(request: HttpRequest) -> str:
    """Return where the person was, on this site, without a `language=` that would undo the choice."""
    wanted = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return "/"
    address = urlsplit(wanted)
    query = [(name, value) for name, value in parse_qsl(address.query, True) if name != "language"]
    return urlunsplit(address._replace(query=urlencode(query)))


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    language = languages.known_language(request.POST.get("language", ""))
    response = redirect(_same_page(request))
    languages.remember(response, language)
    if request.user.is_authenticated:
        accounts.choose_language(user=request.user, language=language)
    return response


@staff_member_required(login_url="account_login")  # type: ignore[untyped-decorator]
@permission_required(MOVE_CLOCK, raise_exception=True)
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the clock of a test system, and do at once what is due by the new day."""
    if settings.CLOCK_FILE is None:
        raise Http404
    form = ClockForm(request.POST or None)
    if form.is_valid():
        try:
            form.move()
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            log.warning("%s moved the clock to %s", request.user, clock.now())
            queue.queue_now("subscriptions.tasks.do_due")
        return redirect("move_clock")
    frame = admin.site.each_context(request)
    return render(request, "pages/clock.html", {**frame, "title": _("Clock"), "form": form})


def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")
