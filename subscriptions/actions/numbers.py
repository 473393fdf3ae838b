import secrets
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Company
from cps_portal.lib.errors import DomainError
from subscriptions.models import MembershipNumber, ReservedNumber, Subscription

LOWEST, HIGHEST = 100_000_000, 999_999_999
TRIES = 50


class NumberTaken(DomainError):
    """The number leads to another company."""


def random_number() -> str:
    """Draw nine digits that nobody can guess, the first of them no zero."""
    return str(LOWEST + secrets.randbelow(HIGHEST - LOWEST + 1))


def draw_number(
    *, company: Company, at: datetime, draw: Callable[[], str] = random_number
) -> MembershipNumber:
    """Give the company a number that nobody has, had or may still claim from the old programme."""
    for _try in range(TRIES):
        number = draw()
        if _is_used(number):
            continue
        try:
            with transaction.atomic():
                return MembershipNumber.objects.create(
                    number=number, company=company, kind=MembershipNumber.Kind.CURRENT, since_at=at
                )
        except IntegrityError:
            if not _is_used(number):
                raise
    raise RuntimeError(f"no free membership number in {TRIES} tries")


@transaction.atomic
def replace_number(*, subscription: Subscription, at: datetime) -> MembershipNumber:
    """Give a subscription a new number; the old one is never valid again, and still leads to the company."""
    MembershipNumber.objects.filter(pk=subscription.number_id).update(kind=MembershipNumber.Kind.FORMER)
    subscription.number = draw_number(company=subscription.company, at=at)
    subscription.save(update_fields=["number"])
    return subscription.number


def _is_used(number: str) -> bool:
    return (
        MembershipNumber.objects.filter(pk=number).exists()
        or ReservedNumber.objects.filter(pk=number).exists()
    )


def reserve_numbers(*, numbers: Iterable[str]) -> None:
    """Keep the numbers of the old programme from being drawn before their holders come; may be repeated."""
    ReservedNumber.objects.bulk_create(
        [ReservedNumber(number=number) for number in numbers], ignore_conflicts=True, batch_size=1000
    )


@transaction.atomic
def keep_legacy_number(*, company: Company, number: str, at: datetime) -> MembershipNumber:
    """Let a number of the old programme lead to the company from now on; the same again changes nothing."""
    if len(number) != 9 or not (number.isascii() and number.isdigit()):
        raise DomainError(_("The old membership number must have nine digits."))
    kept, _created = MembershipNumber.objects.select_related("company").get_or_create(
        number=number,
        defaults={"company": company, "kind": MembershipNumber.Kind.LEGACY, "since_at": at},
    )
    if kept.company_id != company.pk:
        raise NumberTaken(_("This old membership number belongs to another company. Write to us."))
    return kept
