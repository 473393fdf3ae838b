"""Acts about invoices: more time to pay, and credit."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from billing import actions as billing
from billing.extending import window
from billing.models import CreditNote, Extension, Invoice
from cps_portal.lib import clock
from support.members.models import Deed
from support.members.staff_actions.staff_action import Act, ActForm, Case, Given


class ExtendForm(ActForm):
    """The new day."""

    until_on = forms.DateField(
        label=_("New due date"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"required": _("Choose the day until which the invoice may be paid.")},
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        days = window(case.thing, on=clock.on(case.at))
        if days is not None:
            self.fields["until_on"].widget.attrs |= {"min": f"{days.first}", "max": f"{days.last}"}


def _invoices(company: Company) -> Any:
    return Invoice.objects.filter(company=company)


def _named(case: Case) -> str:
    return gettext("Invoice %(number)s") % {"number": case.thing.number}


def _due(case: Case) -> list[str]:
    days, invoice = window(case.thing, on=clock.on(case.at)), case.thing
    facts = {"day": date_format(invoice.payable_on, "DATE_FORMAT"), "amount": invoice.open_amount}
    said = [gettext("Now it is to be paid by %(day)s; %(amount)s is open.") % facts]
    if days is not None:
        last = date_format(days.last, "DATE_FORMAT")
        said.append(gettext("It can be extended until %(day)s.") % {"day": last})
    said.append(
        gettext("Until the new day nothing is charged and nobody is reminded; suspended benefits come back.")
    )
    said.append(gettext("The printed invoice stays as it is. The customer is told by mail."))
    return said


def _extend(case: Case, given: Given) -> Extension:
    facts = {"until_on": given["until_on"], "reason": given["reason"]}
    return billing.extend(invoice=case.thing, by=case.by, at=case.at, **facts)


class CreditForm(ActForm):
    """How much, and what the customer reads on the credit note."""

    who_reads = _("The customer reads it on the credit note, so write it in the customer's language.")
    net = forms.DecimalField(
        label=_("Net amount to credit"),
        help_text=_("Without VAT. Empty: whatever is left of the invoice."),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
    )


def _with_something_left(invoices: Any) -> Any:
    credited = Coalesce(Sum("credit_notes__net_cents"), 0)
    return invoices.annotate(credited_net=credited).filter(net_cents__gt=F("credited_net"))


def _foresee_credit(case: Case) -> list[str]:
    amounts = {"gross": case.thing.gross, "open": case.thing.open_amount}
    return [
        gettext("The invoice was over %(gross)s; %(open)s is open.") % amounts,
        gettext("A credit note is issued at once, mailed to the customer, and cannot be changed."),
        gettext("What has been paid too much by then is sent back."),
    ]


def _credit(case: Case, given: Given) -> CreditNote:
    facts: Given = {"invoice": case.thing, "reason": given["reason"], "reference": str(given["key"])}
    facts |= {"by": case.by, "at": case.at}
    if given["net"] is None:
        return billing.credit_whole(**facts)
    return billing.credit_part(net_cents=int(given["net"] * 100), **facts)


def _credited(deed: Deed) -> str:
    note = CreditNote.objects.get(pk=deed.outcome)
    return gettext("Credit note %(number)s is issued.") % {"number": note.number}


MONEY = (
    Act(
        kind=Deed.Act.EXTEND,
        title=_("Extend due date"),
        right="billing.add_extension",
        form=ExtendForm,
        things=_invoices,
        still=lambda invoices: invoices.filter(paid_at=None),
        named=_named,
        source="issued",
        foresee=_due,
        do=_extend,
        said=lambda deed: _("The due date is extended. The customer is told by mail."),
    ),
    Act(
        kind=Deed.Act.CREDIT,
        title=_("Credit invoice"),
        right="billing.add_creditnote",
        form=CreditForm,
        things=_invoices,
        still=_with_something_left,
        named=_named,
        source="issued",
        foresee=_foresee_credit,
        do=_credit,
        said=_credited,
    ),
)
