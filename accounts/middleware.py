"""What staff need to be let in and to stay in: a second factor, and having done something lately."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRedirect

STAFF_PATHS = ("/admin/", "/staff/")
# Recovery codes stand in for one of these, and do not count alone.
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# What an open page says three times a minute is no sign of a person.
PULSES = ("admin:accounts_application_present",)
SESSION_KEY = "staff_session"
BETWEEN_NOTES = 60

Answer = Callable[[HttpRequest], HttpResponse]


class StaffSessionMiddleware:
    """Log staff out who have done nothing for a while or have been logged in for a working day.

    The real time counts, on a test system too: moving its clock is not being away.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.is_staff and (why := _why_over(request)):
            get_adapter().logout(request)
            messages.info(request, why)
            if request.path not in (reverse("account_login"), reverse("account_logout")):
                return _to_log_in(request)
        response = self.get_response(request)
        user, match = request.user, request.resolver_match
        if user.is_authenticated and user.is_staff and match and match.view_name not in PULSES:
            _note_activity(request)
        return response


def _why_over(request: HttpRequest) -> str:
    since, seen = request.session.get(SESSION_KEY) or (time.time(), time.time())
    if time.time() - seen > settings.STAFF_IDLE_MINUTES * 60:
        said = ngettext(
            "You have been logged out, because nothing happened for %(count)d minute. Log in to go on.",
            "You have been logged out, because nothing happened for %(count)d minutes. Log in to go on.",
            settings.STAFF_IDLE_MINUTES,
        )
        return said % {"count": settings.STAFF_IDLE_MINUTES}
    if time.time() - since > settings.STAFF_SESSION_HOURS * 3600:
        said = ngettext(
            "You have been logged out, because you logged in %(count)d hour ago. Log in to go on.",
            "You have been logged out, because you logged in %(count)d hours ago. Log in to go on.",
            settings.STAFF_SESSION_HOURS,
        )
        return said % {"count": settings.STAFF_SESSION_HOURS}
    return ""


def _note_activity(request: HttpRequest) -> None:
    """Write the session once a minute at most, not with every request."""
    now = int(time.time())
    since, seen = request.session.get(SESSION_KEY) or (now, 0)
    if now - seen >= BETWEEN_NOTES:
        request.session[SESSION_KEY] = (since, now)


def _to_log_in(request: HttpRequest) -> HttpResponse:
    """Lead to the log-in page, and from there back to the page that the person was on."""
    here = request.get_full_path()
    if request.method != "GET" or request.htmx:  # type: ignore[attr-defined]
        here = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(here, {request.get_host()}, require_https=request.is_secure()):
            here = reverse("home")
    address = f"{reverse('account_login')}?{urlencode({'next': here})}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


class StaffSecondFactorMiddleware:
    """Send staff without a second factor to the page that sets one up, before any staff page answers."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.STAFF_SECOND_FACTOR_REQUIRED
            and request.path.startswith(STAFF_PATHS)
            and request.user.is_authenticated
            and not Authenticator.objects.filter(user=request.user, type__in=SECOND_FACTORS).exists()
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)
