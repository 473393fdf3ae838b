import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Application, SecretLink, User
from accounts.models.links import digest_of
from cps_portal.lib.errors import DomainError

LIFE = {
    SecretLink.Purpose.STATUS: timedelta(days=settings.STATUS_LINK_DAYS),
    SecretLink.Purpose.SET_PASSWORD: timedelta(days=settings.SET_PASSWORD_LINK_DAYS),
}


class LinkUsed(DomainError):
    """The link did its work already, or its time is over."""

    def __init__(self) -> None:
        super().__init__(_("This link has been used or has expired."))


def issue_link(*, to: Application | User, at: datetime) -> str:
    """Return a new token for the status page of an application or a person's first password; only its digest stays."""
    purpose = SecretLink.Purpose.STATUS if isinstance(to, Application) else SecretLink.Purpose.SET_PASSWORD
    return _issue(purpose, to=to, at=at, until=at + LIFE[purpose])


def issue_resume_link(*, to: Application, at: datetime) -> str:
    """Return a token that leads back to a draft as long as the draft is kept; earlier ones end."""
    revoke_resume_links(to=to, at=at)
    return _issue(SecretLink.Purpose.RESUME, to=to, at=at, until=to.kept_until)


def _issue(purpose: SecretLink.Purpose, *, to: Application | User, at: datetime, until: datetime) -> str:
    token = secrets.token_urlsafe(32)
    SecretLink.objects.create(
        purpose=purpose,
        digest=digest_of(token),
        application=to if isinstance(to, Application) else None,
        user=to if isinstance(to, User) else None,
        created_at=at,
        expires_at=until,
    )
    return token


def use_link(*, token: str, purpose: SecretLink.Purpose, at: datetime) -> SecretLink:
    """Use a link up, once and for one person only, and return it."""
    links = SecretLink.objects.by_token(token, purpose=purpose)
    if not links.usable(at=at).update(used_at=at):
        raise LinkUsed
    return links.get()


def revoke_links(*, to: User, at: datetime) -> None:
    SecretLink.objects.usable(at=at).filter(user=to).update(revoked_at=at)


def revoke_resume_links(*, to: Application, at: datetime) -> None:
    SecretLink.objects.usable(at=at).filter(application=to, purpose=SecretLink.Purpose.RESUME).update(
        revoked_at=at
    )


def revoke_status_links(*, to: Application, at: datetime) -> None:
    SecretLink.objects.usable(at=at).filter(application=to, purpose=SecretLink.Purpose.STATUS).update(
        revoked_at=at
    )
