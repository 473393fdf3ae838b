"""Who may ask: bearers of a token with the scope, so many times a minute."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from cps_portal.lib import clock
from support.interface import actions
from support.interface.models import ApiToken


class Scoped(HttpBearer):
    """Let in a token that is valid and has the scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        known = ApiToken.objects.by_token(token, at=clock.now())
        if known is None:
            return None
        if not known.may(self.scope):
            raise AuthorizationError
        actions.note_use(token=known, at=clock.now())
        return known


class PerToken(AuthRateThrottle):
    """So many questions a minute for each token, as the settings say now."""

    def __init__(self) -> None:
        super().__init__(f"{settings.API_PER_MINUTE}/min")
