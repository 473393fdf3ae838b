"""Issuing: a term is invoiced once, with a number from the locked counter, and frozen."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts import actions as accounts
from accounts.models import Company
from billing import vat
from billing.actions.numbers import creditor_reference, next_number
from billing.actions.taxes import Tax, tax
from billing.models import (
    CardAuthorisation,
    CopyAddress,
    Invoice,
    InvoiceLine,
    NumberSeries,
    PendingTax,
    Seller,
)
from cps_portal.lib import queue
from subscriptions.models import SignUp, Term

BATCH = 500


def issue_due(*, at: datetime) -> int:
    """Issue an invoice for every term that has none, except those whose tax is not known yet; return how many."""
    # Those that wait for VIES come last, so that ever so many of them do not hold up one that can be issued.
    waiting_last = F("pending_tax__since_at").asc(nulls_first=True)
    due = Term.objects.filter(invoice=None).order_by(waiting_last, "pk").values_list("pk", flat=True)
    return queue.sweep_keys(due[:BATCH], partial(_issue_if_due, at=at), what="invoice of term")


def _issue_if_due(term_pk: int, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            for term in queue.take(Term.objects.filter(pk=term_pk, invoice=None), limit=1):
                issue(term=term, at=at)
                return True
    except vat.TaxPending as pending:
        wait_for_tax(term_pk=term_pk, number=pending.number, at=at)
    return False


def wait_for_tax(*, term_pk: int, number: str, at: datetime) -> None:
    """Note that a term's invoice waits, and have VIES asked again."""
    with transaction.atomic():
        PendingTax.objects.get_or_create(term_id=term_pk, defaults={"number": number, "since_at": at})
        accounts.ask_about(number=number, at=at)


def issue(*, term: Term, at: datetime) -> Invoice:
    """Issue the invoice of a term, or return the one it has; raises TaxPending while nobody can say the rate."""
    with transaction.atomic():
        locked = (
            Term.objects.select_for_update(of=("self",))
            .select_related("level", "subscription__company", "subscription__number")
            .get(pk=term.pk)
        )
        issued = Invoice.objects.filter(term=locked).first()
        return issued or _issue(locked, at)


def _issue(term: Term, at: datetime) -> Invoice:
    company = term.subscription.company
    seller = Seller.objects.selling_to(company.country)
    taxed = tax(seller=seller, company=company, at=at)
    vat_cents = taxed.on_top_of(term.fee_cents)
    number = next_number(seller=seller, kind=NumberSeries.Kind.INVOICE, year=seller.day_of(at).year)
    invoice = Invoice.objects.create(
        seller=seller,
        number=number,
        company=company,
        term=term,
        language=company.language,
        parties=_parties(seller, company, term),
        purchase_order=term.purchase_order,
        currency=term.currency,
        net_cents=term.fee_cents,
        vat_cents=vat_cents,
        gross_cents=term.fee_cents + vat_cents,
        payment=term.payment,
        card=_card_for(term, company),
        vat_proof=taxed.proof,
        reference=creditor_reference(number),
        issued_at=at,
        issued_on=seller.day_of(at),
        due_on=seller.day_of(at) + timedelta(days=settings.PAYMENT_DAYS),
    )
    _write_line(invoice, term, taxed)
    PendingTax.objects.waiting().filter(term=term).update(ended_at=at)
    return invoice


def _write_line(invoice: Invoice, term: Term, taxed: Tax) -> None:
    with translation.override(invoice.language):
        text = gettext("%(level)s membership, %(first)s to %(last)s") % {
            "level": term.level.name,
            "first": date_format(term.starts_on, "DATE_FORMAT"),
            "last": date_format(term.sold_last_on, "DATE_FORMAT"),
        }
    InvoiceLine.objects.create(
        invoice=invoice,
        position=1,
        text=text,
        net_cents=invoice.net_cents,
        vat_category=taxed.treatment.category,
        vat_percent=taxed.treatment.percent,
        vat_cents=invoice.vat_cents,
        vat_reason=taxed.note(invoice.language),
        vat_reason_code=taxed.treatment.reason_code,
    )


def _parties(seller: Seller, company: Company, term: Term) -> dict[str, Any]:
    """Freeze who sold to whom: later changes of name or address touch no paper that was issued."""
    address = ("street", "postal_code", "city", "country", "vat_number", "registration_number")
    return {
        "seller": {
            name: getattr(seller, name) for name in ("code", "name", *address, "iban", "bic", "bank_name")
        },
        "buyer": {
            "name": company.legal_name,
            **{name: getattr(company, name) for name in address},
            "email": company.billing_email,
            "copies": list(CopyAddress.objects.of(company).values_list("email", flat=True)),
            "membership_number": term.subscription.number.number,
        },
    }


def _card_for(term: Term, company: Company) -> CardAuthorisation | None:
    if term.payment != SignUp.Payment.CARD:
        return None
    cards = CardAuthorisation.objects.authorised().filter(company=company)
    return cards.order_by("-authorised_at", "-pk").first()
