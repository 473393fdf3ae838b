import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from accounts import actions, browsers, emails, languages
from accounts.models import User
from cps_portal.lib import clock, mail

# The browser's name for itself, by which it is known again, and the session's name for its log-in.
DEVICE_COOKIE, LOG_IN_KEY = "cps_device", "log_in"


class Adapter(DefaultAccountAdapter):
    """How allauth behaves here: accounts come from approved applications, never from an open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send our own words in the person's language, not the page's."""
        person = context.get("user")
        language = person.language if isinstance(person, User) else get_language() or ""
        mail.send(template_prefix, to=email, language=languages.known_language(language), context=context)

    def send_notification_mail(self, template_prefix: str, user: User, *rest: Any, **details: Any) -> None:
        """Tell the person in one mail of ours whatever allauth has a mail for: “mfa/email/totp_activated”."""
        emails.security_notice(user, notice=template_prefix.rsplit("/", 1)[-1])

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Go on in the person's language, whatever this browser read before, and remember the browser."""
        response: HttpResponse = super().post_login(request, user, **details)
        languages.remember(response, user.language)
        device_key = request.COOKIES.get(DEVICE_COOKIE, "")[:64] or secrets.token_urlsafe(24)
        log_in = actions.note_log_in(
            user=user,
            device_key=device_key,
            browser=browsers.named(self.get_http_user_agent(request)),
            address=self.get_client_ip(request),
            at=clock.now(),
        )
        request.session[LOG_IN_KEY] = log_in.pk
        response.set_cookie(
            DEVICE_COOKIE,
            device_key,
            max_age=languages.ONE_YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def logout(self, request: HttpRequest) -> None:
        log_in = request.session.get(LOG_IN_KEY)
        super().logout(request)
        if log_in:
            actions.note_log_out(log_in=log_in, at=clock.now())

    def set_password(self, user: User, password: str) -> None:
        """Save a new password; Django ends every session but the one it was changed in."""
        super().set_password(user, password)
        request = allauth_context.request
        is_own = request is not None and request.user.pk == user.pk
        kept = request.session.get(LOG_IN_KEY) if is_own else None
        actions.note_sessions_ended(user=user, but=kept, at=clock.now())
