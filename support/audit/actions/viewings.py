"""Staff see the portal as a customer sees it: for a purpose, for a while, and without writing anything."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Role, User
from cps_portal.lib.errors import DomainError
from support.audit.models import Viewing


def begin_viewing(*, role: Role, purpose: str, reason: str, by: User, at: datetime) -> Viewing:
    """Begin to see the portal as a person of a company does; what was begun before is over."""
    if role.user.is_staff or not role.user.is_active:
        raise DomainError(_("This person cannot use the portal, so there is nothing to see."))
    Viewing.objects.running(at=at).filter(by=by).update(ended_at=at)
    return Viewing.objects.create(
        by=by,
        person=role.user,
        company=role.company,
        purpose=purpose,
        reason=reason,
        began_at=at,
        until_at=at + timedelta(minutes=settings.VIEWING_MINUTES),
    )


def end_viewing(*, viewing: Viewing, at: datetime) -> None:
    """End it before its time; one that is over stays as it is."""
    Viewing.objects.running(at=at).filter(pk=viewing.pk).update(ended_at=at)
