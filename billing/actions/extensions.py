from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from billing import emails
from billing.actions import dunning
from billing.extending import window
from billing.models import Attempt, CardAuthorisation, Collection, Extension, Invoice
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError


class ExtensionRefused(DomainError):
    """The day on which an invoice has to be paid cannot be moved, or not to this day."""


@transaction.atomic
def extend(*, invoice: Invoice, until_on: date, reason: str, by: User, at: datetime) -> Extension:
    """Give more time to pay an invoice: it is charged, reminded of and called overdue from the new day on."""
    locked = Invoice.objects.select_for_update(no_key=True, of=("self",)).get(pk=invoice.pk)
    _check(locked, until_on, reason, at)
    extension = Extension.objects.create(
        invoice=locked,
        before_on=locked.payable_on,
        until_on=until_on,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    Invoice.objects.filter(pk=locked.pk).update(extended_until_on=until_on)
    locked.refresh_from_db(fields=["extended_until_on", "payable_on"])
    dunning.postponed(invoice=locked, at=at)
    is_charged = Collection.objects.filter(pk=locked.pk, stage=Collection.Stage.CHARGE).exists()
    card = CardAuthorisation.objects.current_of(locked.company) if is_charged else None
    emails.extended(invoice=locked, card=card)
    return extension


def _check(invoice: Invoice, until_on: date, reason: str, at: datetime) -> None:
    if invoice.is_paid:
        raise ExtensionRefused(_("Nothing of this invoice is open any more."))
    if Attempt.objects.open().filter(invoice=invoice).exists():
        raise ExtensionRefused(_("A charge is under way. Try again when it is known what became of it."))
    days = window(invoice, on=clock.on(at))
    if days is None:
        raise ExtensionRefused(_("This invoice has been extended for as long as is possible."))
    if not days.first <= until_on <= days.last:
        facts = {
            "first": date_format(days.first, "DATE_FORMAT"),
            "last": date_format(days.last, "DATE_FORMAT"),
        }
        refusal = _("Choose a day from %(first)s to %(last)s.") % facts
        raise ExtensionRefused(refusal, field="until_on")
    if not reason.strip():
        raise ExtensionRefused(_("Say why; it is kept with the decision."), field="reason")
