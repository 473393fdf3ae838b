from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError, StaleDecision
from products import emails
from products.actions.claims import Kind, move, remember
from products.actions.registrations import Details, finish, hold, register, reward, write
from products.models import Product, Registration, Transfer
from subscriptions import actions as subscriptions

RECEIVED = gettext_noop("%(model)s, serial number %(serial)s, was transferred to you.")


class AskedAlready(DomainError):
    """The serial number is being asked for already."""


@transaction.atomic
def claim(
    *, company: Company, by: User, product: Product, details: Details, key: UUID, at: datetime
) -> Transfer:
    """Register a piece of gear without its serial number, and ask the company that has it registered to release it."""
    holder = _holder(product, details.serial, company)
    hold(company, holder.company)
    wanted = register(
        company=company, by=by, product=product, details=details.without_serial(), key=key, at=at
    )
    if asked := Transfer.objects.filter(wanted=wanted, serial=details.serial).first():
        return asked
    return _ask(wanted, holder=holder, serial=details.serial, by=by, at=at)


@transaction.atomic
def ask_for(*, registration: Registration, serial: str, by: User, at: datetime) -> Transfer:
    """Ask the company that has the serial number registered to release it for this unfinished registration."""
    holder = _holder(registration.product, serial, registration.company)
    hold(registration.company, holder.company)
    return _ask(registration, holder=holder, serial=serial, by=by, at=at)


def _holder(product: Product, serial: str, company: Company) -> Registration:
    same = Registration.objects.live().filter(product=product, serial=serial).exclude(serial="")
    holder = same.exclude(company=company).select_related("company").first()
    if holder is None:
        raise StaleDecision(_("This serial number is free now. Save the product with it."), field="serial")
    return holder


def _ask(wanted: Registration, *, holder: Registration, serial: str, by: User, at: datetime) -> Transfer:
    current = Registration.objects.live().filter(pk=wanted.pk, serial="")
    if not current.exists() or not Registration.objects.live().filter(pk=holder.pk, serial=serial).exists():
        raise StaleDecision(_("Something has changed meanwhile. Look at the product again."))
    try:
        with transaction.atomic():
            asked = Transfer.objects.create(
                given=holder,
                wanted=wanted,
                serial=serial,
                asked_at=at,
                asked_by=by,
                answer_until=at + timedelta(days=settings.TRANSFER_DAYS),
            )
    except IntegrityError as error:
        raise AskedAlready(
            _("This serial number is being asked for already. Write to %(support)s if the product is yours.")
            % {"support": settings.SUPPORT_EMAIL},
            field="serial",
        ) from error
    remember(wanted, Kind.ASKED, at=at, by=by)
    remember(holder, Kind.ASKED_OF, at=at)
    emails.transfer_asked(asked)
    return asked


def release(*, claim: Transfer, by: User, at: datetime) -> Transfer:
    """Let the other company have the serial number: the points go with it."""
    return _hand_over(claim, "release", by=by, at=at)


def grant(*, claim: Transfer, reason: str, by: User, at: datetime) -> Transfer:
    """Decide as staff that the serial number belongs to the company that asked."""
    return _hand_over(claim, "grant", reason=reason, by=by, at=at)


@transaction.atomic
def _hand_over(claim: Transfer, verb: str, *, by: User, at: datetime, reason: str = "") -> Transfer:
    hold(claim.given.company, claim.wanted.company)
    move(claim, verb, at=at, by=by, reason=reason)
    sides = Registration.objects.select_related("company", "product")
    given, wanted = sides.get(pk=claim.given_id), sides.get(pk=claim.wanted_id)
    if not wanted.is_live or wanted.serial or wanted.product_id != given.product_id:
        raise StaleDecision(_("The product that this was asked for has changed. Nothing was transferred."))
    if given.is_live:
        finish(given, Registration.End.HANDED_OVER, by=by, at=at)
    wanted.serial = claim.serial
    write(wanted, at=at)
    reward(wanted, sentence=RECEIVED, by=by, at=at)
    remember(given, Kind.HANDED_OVER, at=at)
    remember(wanted, Kind.RECEIVED, at=at)
    for company in (given.company, wanted.company):
        subscriptions.invite_if_eligible(company=company, at=at)
    emails.transfer_answered(claim)
    return claim


@transaction.atomic
def dispute_transfer(*, claim: Transfer, by: User, at: datetime) -> Transfer:
    """Say that the product is still here: now staff decide."""
    return _without_moving(claim, "contest", Kind.CONTESTED, by=by, at=at)


@transaction.atomic
def decline(*, claim: Transfer, reason: str, by: User, at: datetime) -> Transfer:
    """Decide as staff that the serial number stays where it is."""
    return _without_moving(claim, "decline", Kind.DECLINED, reason=reason, by=by, at=at)


@transaction.atomic
def withdraw(*, claim: Transfer, by: User, at: datetime) -> Transfer:
    """Take a request back: its registration waits for another serial number."""
    return _without_moving(claim, "withdraw", Kind.WITHDRAWN, by=by, at=at)


def _without_moving(
    claim: Transfer, verb: str, kind: Kind, *, by: User | None, at: datetime, reason: str = ""
) -> Transfer:
    move(claim, verb, at=at, by=by, reason=reason)
    remember(claim.wanted, kind, at=at)
    remember(claim.given, kind, at=at)
    if kind != Kind.WITHDRAWN:
        emails.transfer_answered(claim)
    return claim


def expire_due(*, at: datetime) -> int:
    """Close the requests that nobody has answered in time, and return how many they were."""
    closed = 0
    for claim in Transfer.objects.overdue(at=at).order_by("pk")[:500]:
        try:
            with transaction.atomic():
                _without_moving(claim, "expire", Kind.EXPIRED, by=None, at=at)
        except StaleDecision:
            continue
        closed += 1
    return closed
