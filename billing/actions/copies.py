from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from billing.models import CopyAddress
from cps_portal.lib.errors import DomainError

MOST = 3


class TooManyCopies(DomainError):
    """A company has named as many further addresses as it may."""


@transaction.atomic
def add_copy_address(*, company: Company, email: str, by: User, at: datetime) -> CopyAddress:
    """Mail copies of a company's papers to one more address from now on; the same address again changes nothing."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    address, mine = email.strip().lower(), CopyAddress.objects.of(company)
    known = mine.filter(email=address).first()
    if known is not None:
        return known
    if mine.count() >= MOST:
        refusal = _("Copies go to at most %(count)d further addresses. Remove one first.")
        raise TooManyCopies(refusal % {"count": MOST}, field="email")
    return CopyAddress.objects.create(company=company, email=address, by=by, since_at=at)


def remove_copy_address(*, company: Company, address: int) -> None:
    """Mail no more copies to an address of the company's."""
    CopyAddress.objects.of(company).filter(pk=address).delete()
