"""Links that are mailed and work once: only a digest is kept, opening one changes nothing, a form post uses it.

class ColleagueInvitation(OneTimeLink):
    used_field = "accepted_at"
    ended_fields = ("withdrawn_at",)
    ...  # its fields, and `objects = ColleagueInvitationQuerySet.as_manager()`, a OneTimeLinkQuerySet

ColleagueInvitation.objects.by_token(token).usable(at=at).first()  # a page shows it
invitation = ColleagueInvitation.objects.select_related("company").use(token, at=at)  # or raises LinkUsed
"""

import hashlib
import secrets
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cps_portal.lib.errors import DomainError

Link = TypeVar("Link", bound="OneTimeLink")


class LinkUsed(DomainError):
    """The link has been used, was taken back, has expired, or never was."""

    def __init__(self) -> None:
        super().__init__(_("This link has been used or has expired."))


def new_token() -> str:
    """Return a text that nobody guesses, for a link."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class OneTimeLinkQuerySet(models.QuerySet[Link]):
    def by_token(self, token: str) -> Self:
        """The link that carries this token, usable or not."""
        return self.filter(digest=digest_of(token))

    def usable(self, *, at: datetime) -> Self:
        """The links that are neither used, ended nor expired."""
        unset: dict[str, Any] = dict.fromkeys((self.model.used_field, *self.model.ended_fields))
        return self.filter(expires_at__gt=at, **unset)

    def mark_used(self, *, at: datetime) -> bool:
        """Use up what is usable among these, and return whether anything was."""
        return bool(self.usable(at=at).update(**{self.model.used_field: at}))

    def use(self, token: str, *, at: datetime) -> Link:
        """Use a link up, once and for one person only, and return it, or raise LinkUsed."""
        links = self.by_token(token)
        if not links.mark_used(at=at):
            raise LinkUsed
        return links.get()


class OneTimeLink(models.Model):
    """A row that a mailed link leads to; the digest comes with the mail, which the worker may write later."""

    used_field: ClassVar[str] = "used_at"
    ended_fields: ClassVar[tuple[str, ...]] = ()

    digest = models.CharField(gettext_lazy("digest"), max_length=64, unique=True, null=True, blank=True)
    expires_at = models.DateTimeField(gettext_lazy("expires at"))

    class Meta:
        abstract = True

    def is_usable(self, *, at: datetime) -> bool:
        """Return whether the link may still be used, as the row was read."""
        is_over = any(getattr(self, name) for name in (self.used_field, *self.ended_fields))
        return not is_over and self.expires_at is not None and self.expires_at > at
