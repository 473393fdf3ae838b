from dataclasses import dataclass
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
from products.dates import Rough
from products.models import Product, Registration
from subscriptions import actions as subscriptions

REGISTERED = gettext_noop("You registered %(model)s, serial number %(serial)s.")
ENDED = {
    Registration.End.SOLD: gettext_noop("You sold %(model)s, serial number %(serial)s."),
    Registration.End.STOLEN: gettext_noop("%(model)s, serial number %(serial)s, was stolen."),
    Registration.End.SCRAPPED: gettext_noop("%(model)s, serial number %(serial)s, was scrapped."),
}


class SerialTaken(DomainError):
    """The serial number is registered already, with this company or with another that is never named."""


class FormSentBefore(DomainError):
    """The form has made a registration already, and now says something else."""


@dataclass(frozen=True)
class Details:
    """What the owner knows of a piece of gear besides its model; all of it may come later."""

    serial: str = ""
    purchased: Rough | None = None
    country: str = ""
    dealer: str = ""

    def fields(self) -> dict[str, object]:
        """The columns of a registration that are known."""
        known: dict[str, object] = {"serial": self.serial, "country": self.country, "dealer": self.dealer}
        if self.purchased:
            known |= {"purchased_on": self.purchased.on, "purchase_precision": self.purchased.precision}
        return {name: value for name, value in known.items() if value}


def hold(company: Company) -> None:
    """Let one transaction at a time change a company's gear; the ledger takes the same lock afterwards."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)


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
    subscriptions.weigh_invitation(company=company, at=at)
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
        raise StaleDecision(_("This product is no longer registered with you. Nothing was changed."))
    for name, value in details.fields().items():
        if getattr(current, name) not in ("", None, value):
            raise StaleDecision(_("Somebody has filled this in already. Look at the product again."))
        setattr(current, name, value)
    if not current.is_complete:
        write(current, at=at)
        reward(current, sentence=REGISTERED, by=by, at=at)
        subscriptions.weigh_invitation(company=current.company, at=at)
    return current


@transaction.atomic
def end(*, registration: Registration, reason: str, by: User, at: datetime) -> Registration:
    """End a registration and take its points away by a reversing entry; the same reason again changes nothing."""
    hold(registration.company)
    why = Registration.End(reason)
    ended = Registration.objects.live().filter(pk=registration.pk).update(ended_at=at, end=why)
    current = Registration.objects.select_related("company", "product").get(pk=registration.pk)
    if current.end != why:
        raise StaleDecision(_("This product is no longer registered with you. Nothing was changed."))
    entry = Entry.objects.filter(reference=current.reference).first()
    if ended and entry:
        cause = Cause(ENDED[why], {"model": current.product.name, "serial": current.serial})
        points.reverse(entry=entry, reference=f"{current.reference}:ended", cause=cause, at=at, by=by)
        subscriptions.weigh_invitation(company=current.company, at=at)
    return current


def write(registration: Registration, *, at: datetime) -> None:
    """Save a registration, complete from now on if nothing is missing; say so if its serial number is taken."""
    if not registration.missing:
        registration.completed_at = at
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as error:
        same = Registration.objects.live().filter(product=registration.product, serial=registration.serial)
        holder = same.exclude(pk=registration.pk).exclude(serial="").first()
        if holder is None:
            raise
        raise SerialTaken(_taken(holder, registration.company), field="serial") from error


def _taken(holder: Registration, company: Company) -> str:
    if holder.company_id == company.pk:
        return _("You have registered this serial number already.")
    return _(
        "This serial number is registered already. If the product is yours, write to %(support)s "
        "with your proof of purchase. We will sort it out."
    ) % {"support": settings.SUPPORT_EMAIL}


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
