from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Company, User
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError, StaleDecision
from points import actions as points
from points.cause import Cause
from points.models import Entry
from products.actions.claims import Kind, remember, settle_open
from products.dates import PartialDate
from products.models import Product, Registration, Transfer
from subscriptions import actions as subscriptions

REGISTERED = gettext_noop("You registered %(model)s, serial number %(serial)s.")
CORRECTED = gettext_noop("You corrected a registration: it is %(model)s, serial number %(serial)s.")
WRONG_MODEL = gettext_noop("%(model)s, serial number %(serial)s, was the wrong model.")
ENDED = {
    Registration.End.SOLD: gettext_noop("You sold %(model)s, serial number %(serial)s."),
    Registration.End.STOLEN: gettext_noop("%(model)s, serial number %(serial)s, was stolen."),
    Registration.End.SCRAPPED: gettext_noop("%(model)s, serial number %(serial)s, was scrapped."),
    Registration.End.HANDED_OVER: gettext_noop(
        "%(model)s, serial number %(serial)s, was transferred to another company."
    ),
    Registration.End.CLOSED: gettext_noop("%(model)s, serial number %(serial)s: the account was closed."),
}


class SerialTaken(DomainError):
    """The serial number is registered already, with this company or with another that is never named."""

    def __init__(self, message: str, *, may_be_asked_for: bool) -> None:
        super().__init__(message, field="serial")
        self.may_be_asked_for = may_be_asked_for


class FormSentBefore(DomainError):
    """The form has made a registration already, and now says something else."""


@dataclass(frozen=True)
class Details:
    """What the owner knows of a piece of gear besides its model; all of it may come later."""

    serial: str = ""
    purchased: PartialDate | None = None
    country: str = ""
    dealer: str = ""

    def fields(self) -> dict[str, object]:
        """The columns of a registration that are known."""
        known: dict[str, object] = {"serial": self.serial, "country": self.country, "dealer": self.dealer}
        if self.purchased:
            known |= {"purchased_on": self.purchased.on, "purchase_precision": self.purchased.precision}
        return {name: value for name, value in known.items() if value}

    def without_serial(self) -> "Details":
        return replace(self, serial="")


def hold(*companies: Company) -> None:
    """Let one transaction at a time change a company's gear, several taken in the order of their keys.

    The ledger takes the same locks afterwards.
    """
    for key in sorted({company.pk for company in companies}):
        Company.objects.select_for_update(no_key=True).get(pk=key)


@transaction.atomic
def register(
    *, company: Company, by: User, product: Product, details: Details, key: UUID, at: datetime
) -> Registration:
    """Register a piece of gear with the points of the day; the same key again gives the first registration."""
    hold(company)
    if first := Registration.objects.select_related("product").filter(company=company, key=key).first():
        return _same(first, product=product, details=details)
    if not product.is_registrable:
        raise DomainError(_("This model cannot be registered."), field="product")
    registration = Registration(
        company=company,
        key=key,
        product=product,
        points=product.points_on(clock.on(at)),
        registered_at=at,
        registered_by=by,
        **details.fields(),
    )
    write(registration, at=at)
    reward(registration, sentence=REGISTERED, by=by, at=at)
    subscriptions.invite_if_eligible(company=company, at=at)
    return registration


def _same(first: Registration, *, product: Product, details: Details) -> Registration:
    """Return what the form has made before, unless it says something else this time."""
    known = details.fields().items()
    if first.product_id == product.pk and all(getattr(first, name) == value for name, value in known):
        return first
    raise FormSentBefore(
        _("You have saved this form before, for %(model)s. Save again if this is another product.")
        % {"model": first.product.name},
        field="key",
    )


@transaction.atomic
def fill_in(*, registration: Registration, details: Details, by: User, at: datetime) -> Registration:
    """Add what was missing; what stands there already is not changed, and the last missing thing brings the points."""
    hold(registration.company)
    current = Registration.objects.select_related("company", "product").get(pk=registration.pk)
    if not current.is_live:
        raise _gone()
    if details.serial:
        _refuse_while_asked_for(current)
    for name, value in details.fields().items():
        if getattr(current, name) not in ("", None, value):
            raise StaleDecision(_("Somebody has filled this in already. Look at the product again."))
        setattr(current, name, value)
    if not current.is_complete:
        write(current, at=at)
        reward(current, sentence=REGISTERED, by=by, at=at)
        subscriptions.invite_if_eligible(company=current.company, at=at)
    return current


def _gone() -> StaleDecision:
    return StaleDecision(_("This product is no longer registered with you. Nothing was changed."))


def _refuse_while_asked_for(current: Registration) -> None:
    """A serial number stays as it is while a request for it, or by it, is open."""
    if Transfer.objects.open().filter(wanted=current).exists():
        raise DomainError(
            _("You have asked for the transfer of a serial number. Withdraw the request first."),
            field="serial",
        )
    if Transfer.objects.open().filter(given=current).exists():
        raise DomainError(_("Another company asks for this product. Answer the request first."))


@transaction.atomic
def correct(
    *, registration: Registration, product: Product, details: Details, seen: int, by: User, at: datetime
) -> Registration:
    """Put right what was wrong; another model brings its own points of the day of registration by paired entries.

    `seen` is the newest event that the person saw: what somebody changed since is not overwritten.
    """
    hold(registration.company)
    current = Registration.objects.select_related("company", "product").get(pk=registration.pk)
    if not current.is_live:
        raise _gone()
    changes = _changes(current, product, details)
    if not changes:
        return current
    if current.last_event != seen:
        raise StaleDecision(_("Somebody has corrected this already. Look at the product again."))
    if not product.is_registrable:
        raise DomainError(_("This model cannot be registered."), field="product")
    if {"model", "serial"} & changes.keys():
        _refuse_while_asked_for(current)
    _apply(current, product, details, by=by, at=at)
    remember(current, Kind.CORRECTED, at=at, by=by, **changes)
    subscriptions.invite_if_eligible(company=current.company, at=at)
    return current


def _changes(current: Registration, product: Product, details: Details) -> dict[str, list[str]]:
    """What would be another than it is, as it stood before and as it shall be."""
    before = {
        "model": current.product.name,
        "serial": current.serial,
        "purchased": current.purchased.said if current.purchased else "",
        "country": current.country,
        "dealer": current.dealer,
    }
    after = {
        "model": product.name,
        "serial": details.serial,
        "purchased": details.purchased.said if details.purchased else "",
        "country": details.country,
        "dealer": details.dealer,
    }
    return {name: [before[name], value] for name, value in after.items() if value and value != before[name]}


def _apply(current: Registration, product: Product, details: Details, *, by: User, at: datetime) -> None:
    was_complete, is_other_model = current.is_complete, product.pk != current.product_id
    if is_other_model:
        take_back(current, sentence=WRONG_MODEL, suffix="corrected", by=by, at=at)
        current.product, current.points = product, product.points_on(clock.on(current.registered_at))
        current.bookings += 1
    for name, value in details.fields().items():
        setattr(current, name, value)
    write(current, at=at)
    if is_other_model or not was_complete:
        reward(current, sentence=CORRECTED if was_complete else REGISTERED, by=by, at=at)


@transaction.atomic
def end(*, registration: Registration, reason: str, by: User, at: datetime) -> Registration:
    """End a registration and take its points away by a reversing entry; the same reason again changes nothing."""
    hold(registration.company)
    why = Registration.End(reason)
    current = Registration.objects.select_related("company", "product").get(pk=registration.pk)
    if current.is_live:
        finish(current, why, by=by, at=at)
        settle_open(current, by=by, at=at)
        subscriptions.invite_if_eligible(company=current.company, at=at)
    elif current.end != why:
        raise _gone()
    return current


@transaction.atomic
def end_all(*, company: Company, at: datetime) -> int:
    """End the gear of a company whose account is closed, so that its next owner may register it; return how much."""
    hold(company)
    live = Registration.objects.of(company).live().select_related("company", "product").order_by("pk")
    for current in live:
        finish(current, Registration.End.CLOSED, by=None, at=at)
        settle_open(current, by=None, at=at)
    return len(live)


def finish(current: Registration, why: Registration.End, *, by: User | None, at: datetime) -> None:
    """End a live registration whose company is held, and book its points off."""
    current.ended_at, current.end = at, why
    current.save(update_fields=["ended_at", "end"])
    take_back(current, sentence=ENDED[why], suffix="ended", by=by, at=at)


def take_back(
    registration: Registration, *, sentence: str, suffix: str, by: User | None, at: datetime
) -> None:
    """Book off what a registration has brought, if it has brought anything."""
    entry = Entry.objects.filter(reference=registration.reference).first()
    if entry is None:
        return
    cause = Cause(sentence, {"model": registration.product.name, "serial": registration.serial})
    points.reverse(entry=entry, reference=f"{registration.reference}:{suffix}", cause=cause, at=at, by=by)


def write(registration: Registration, *, at: datetime) -> None:
    """Save a registration, complete from now on if nothing is missing; say so if its serial number is taken."""
    if not registration.missing and not registration.completed_at:
        registration.completed_at = at
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as error:
        same = Registration.objects.live().filter(product=registration.product, serial=registration.serial)
        holder = same.exclude(pk=registration.pk).exclude(serial="").first()
        if holder is None:
            raise
        raise _taken(holder, registration.company) from error


def _taken(holder: Registration, company: Company) -> SerialTaken:
    if holder.company_id == company.pk:
        return SerialTaken(_("You have registered this serial number already."), may_be_asked_for=False)
    sentence = _(
        "This serial number is registered already, by another company. If the product is yours, ask for its "
        "transfer, or write to %(support)s with your proof of purchase."
    )
    return SerialTaken(sentence % {"support": settings.SUPPORT_EMAIL}, may_be_asked_for=True)


def reward(registration: Registration, *, sentence: str, by: User | None, at: datetime) -> None:
    """Book the points of a registration that is complete; models without points have nothing to book."""
    if not registration.is_complete or not registration.points:
        return
    points.credit(
        company=registration.company,
        amount=registration.points,
        reference=registration.reference,
        cause=Cause(sentence, {"model": registration.product.name, "serial": registration.serial}),
        at=at,
        by=by,
    )
