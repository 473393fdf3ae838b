"""The pages that belong to no app: the start page, the way home after log-in, the language, privacy, accessibility."""

from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts import actions as accounts
from accounts import languages
from cps_portal.lib import clock
from subscriptions.models import Fee


@dataclass(frozen=True)
class Rung:
    """A level's fee with the last point before the next level begins; the highest has none."""

    fee: Fee
    last: int | None


def _ladder(fees: list[Fee]) -> list[Rung]:
    between = [Rung(fee, above.level.minimum - 1) for fee, above in pairwise(fees)]
    return [*between, *(Rung(fee, None) for fee in fees[-1:])]


def start(request: HttpRequest) -> HttpResponse:
    fees = Fee.objects.in_force(on=clock.today()).select_related("level").order_by("level__minimum", "pk")
    context = {"rungs": _ladder(list(fees)), "promised_days": settings.PROMISED_WORKING_DAYS}
    return render(request, "pages/start.html", context)


def privacy(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/privacy.html",
        {"support_email": settings.SUPPORT_EMAIL, "log_in_days": settings.LOG_IN_DAYS},
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


def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")
