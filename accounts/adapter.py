from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from accounts import languages
from accounts.models import User
from cps_portal.lib import mail


class Adapter(DefaultAccountAdapter):
    """How allauth behaves here: accounts come from approved applications, never from an open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send our own words in the person's language, not the page's."""
        person = context.get("user")
        language = person.language if isinstance(person, User) else get_language() or ""
        mail.send(template_prefix, to=email, language=languages.known_language(language), context=context)

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Go on in the person's language, whatever this browser read before."""
        response: HttpResponse = super().post_login(request, user, **details)
        languages.remember(response, user.language)
        return response
