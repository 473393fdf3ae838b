"""Who writes to the help desk."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import Role, User
from subscriptions.latest_terms import memberships


@dataclass(frozen=True)
class Customer:
    """Who writes to us: the number is empty before the first membership."""

    number: str
    subject: str
    role: Role


def of_user(user: User | AnonymousUser, *, on: date) -> Customer | None:
    """Tell who is writing; nobody in particular for visitors and staff."""
    role = Role.objects.filter(user=user.pk).select_related("company").first() if user.pk else None
    if role is None:
        return None
    membership = memberships([role.company_id], on=on).get(role.company_id)
    if membership is None:
        return Customer("", role.company.legal_name, role)
    subject = _("Membership number %(number)s") % {"number": membership.number}
    return Customer(membership.number, subject, role)
