"""The one-time links in a mail: whether they still work, and how its reader gets a new one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from post_office.models import Email

from accounts import actions as accounts
from accounts.models import AskedMail, ColleagueInvitation, EmailChange, SecretLink
from accounts.models.links import digest_of
from cps_portal.lib.errors import DomainError
from products.models import OldAddressProof

PATH = re.compile(r"https?://[^/\s\"'<>]+(/[^\s\"'<>?#]*)")
Facts = dict[str, Any]


class LinkOver(DomainError):
    """The link of the mail does not work any more, and staff cannot send a new one."""


@dataclass(frozen=True)
class Kind:
    """What a sort of link is: does it still work, and what is done when not?"""

    works: Callable[[Facts, datetime], bool]
    renew: Callable[[Facts, Email, datetime], object]


def renew_spent(mail: Email, *, at: datetime) -> bool:
    """Send a new link where that of the mail does not work any more; raises LinkOver where that is not for staff."""
    spent = [(kind, facts) for kind, facts in _links(mail.message) if not kind.works(facts, at)]
    for kind, facts in spent:
        kind.renew(facts, mail, at)
    return bool(spent)


def has_spent(mail: Email, *, at: datetime) -> bool:
    return any(not kind.works(facts, at) for kind, facts in _links(mail.message))


def _links(text: str) -> Iterator[tuple[Kind, Facts]]:
    for path in dict.fromkeys(PATH.findall(text)):
        try:
            found = resolve(path)
        except Resolver404:
            continue
        if found.view_name in KINDS:
            yield KINDS[found.view_name], found.kwargs


def _secret(purpose: SecretLink.Purpose) -> Callable[[Facts, datetime], bool]:
    def works(facts: Facts, at: datetime) -> bool:
        links = SecretLink.objects.by_token(facts["token"], purpose=purpose)
        return links.usable(at=at).exists()

    return works


def _carried_by(rows: Any) -> Callable[[Facts, datetime], bool]:
    return lambda facts, at: rows.usable(at=at).filter(digest=digest_of(facts["token"])).exists()


def _never(facts: Facts, at: datetime) -> bool:
    """A password's link says to nobody but its reader whether it works: a new one takes its place."""
    return False


def _new_password(facts: Facts, mail: Email, at: datetime) -> None:
    link = SecretLink.objects.by_token(facts["token"], purpose=SecretLink.Purpose.SET_PASSWORD).first()
    user = link.user if link else None
    if user is None or not user.is_active or user.has_usable_password():
        raise LinkOver(_("This person has a password already. Who forgot it asks for a new one at log-in."))
    accounts.mail_new_password_link(token=facts["token"], at=at)


def _asked(kind: AskedMail.Kind) -> Callable[[Facts, Email, datetime], None]:
    return lambda facts, mail, at: accounts.ask_for_mail(kind=kind, email=mail.to[0], at=at)


def _not_ours(how: Any) -> Callable[[Facts, Email, datetime], None]:
    def refuse(facts: Facts, mail: Email, at: datetime) -> None:
        raise LinkOver(_("The link in this mail does not work any more. %(how)s") % {"how": how})

    return refuse


Purpose, Asked = SecretLink.Purpose, AskedMail.Kind
KINDS = {
    "accounts:set_password": Kind(_secret(Purpose.SET_PASSWORD), _new_password),
    "accounts:status": Kind(_secret(Purpose.STATUS), _asked(Asked.STATUS)),
    "account_reset_password_from_key": Kind(_never, _asked(Asked.RESET)),
    "accounts:resume": Kind(
        _secret(Purpose.RESUME),
        _not_ours(gettext_lazy("The applicant asks for a new one, or begins a new application.")),
    ),
    "accounts:invitation": Kind(
        _carried_by(ColleagueInvitation.objects),
        _not_ours(gettext_lazy("The owner of the company invites the person again.")),
    ),
    "accounts:new_email": Kind(
        _carried_by(EmailChange.objects),
        _not_ours(gettext_lazy("Change the e-mail once more; that sends a new link.")),
    ),
    "products:proof": Kind(
        _carried_by(OldAddressProof.objects),
        _not_ours(gettext_lazy("The member asks for a new one under “My products”.")),
    ),
}
