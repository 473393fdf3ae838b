"""Tokens for other systems."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.links import digest_of
from cps_portal.lib.errors import DomainError
from support.interface.models import ApiToken

LONGEST_LIFE = timedelta(days=366)
# Being used is noted once in a while, not once a question.
BETWEEN_NOTES = timedelta(minutes=1)


def make_token(
    *, name: str, scopes: Collection[str], by: User, expires_at: datetime, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token and return it with its text, which nobody will see again."""
    if not at < expires_at <= at + LONGEST_LIFE:
        raise DomainError(_("A token lives for a year at most."), field="expires_on")
    text = f"cps_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        name=name,
        digest=digest_of(text),
        beginning=text[:8],
        scopes=sorted(scopes),
        by=by,
        created_at=at,
        expires_at=expires_at,
    )
    return token, text


def revoke_token(*, token: ApiToken, at: datetime) -> None:
    """End a token at once; one that is revoked already keeps its day."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def note_use(*, token: ApiToken, at: datetime) -> None:
    """Note when a token was used last, to a minute."""
    if token.used_at is None or token.used_at < at - BETWEEN_NOTES:
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)
