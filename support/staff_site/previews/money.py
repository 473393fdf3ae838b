"""Samples of the mails about invoices and payments."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.declines import reason
from billing.models import CardAuthorisation
from cps_portal.lib import clock, money
from subscriptions.models import SignUp
from support.staff_site.previews.cast import day, link
from support.staff_site.previews.sample import Facts, Group, Sample

GROSS_CENTS = 10_285
SELLER = {"name": "Canon Europa N.V.", "iban": "NL91ABNA0417164300", "bic": "ABNANL2A"}


def _card() -> CardAuthorisation:
    return CardAuthorisation(brand="visa", last_four="4242", expires_month=4, expires_year=day(365).year)


def _invoice(*, is_by_card: bool = False) -> dict[str, Any]:
    amount = money.spoken(GROSS_CENTS)
    return {
        "number": "2026-000123",
        "gross": amount,
        "open_amount": amount,
        "due_on": day(30),
        "payable_on": day(30),
        "what_for": gettext("CPS Silver membership"),
        "spoken_reference": "RF18 5390 0754 7034",
        "is_by_card": is_by_card,
        "card": _card() if is_by_card else None,
    }


def _about(*, is_by_card: bool = False, **more: Any) -> dict[str, Any]:
    invoice = _invoice(is_by_card=is_by_card)
    return {"invoice": invoice, "seller": SELLER, "url": link("billing/pay"), **more}


def _attempt(**more: Any) -> dict[str, Any]:
    attempt = {"amount": money.spoken(GROSS_CENTS), "card": _card()}
    return _about(is_by_card=True, attempt=attempt, why=reason("insufficient_funds"), **more)


def _note() -> dict[str, Any]:
    note = {
        "number": "C2026-000007",
        "gross": money.spoken(4_213),
        "reason": gettext("Unused days of your former term"),
        "invoice": _invoice(),
    }
    return {"note": note, "seller": SELLER, "url": link("billing/invoices")}


def _payment() -> dict[str, Any]:
    method = SignUp.Payment.TRANSFER.label
    payment = {"amount": money.spoken(GROSS_CENTS), "get_method_display": method, "received_at": clock.now()}
    return _about(payment=payment)


def _reminder(*, is_last: bool) -> Facts:
    return lambda: _about(is_last=is_last, ends_on=day(9))


def _mail(name: str, facts: Facts) -> Sample:
    return Sample(f"billing/email/{name}", facts)


MONEY = Group(
    _("Invoices and payments"),
    (
        _mail("invoice", _about),
        Sample("billing/email/invoice", lambda: _about(is_by_card=True), _("by card"), 2),
        _mail("credit_note", _note),
        _mail("paid", _payment),
        _mail("card_expires", lambda: _about(is_by_card=True, card=_card())),
        _mail("needs_you", _attempt),
        _mail("declined", lambda: _attempt(again_on=day(3))),
        Sample("billing/email/declined", lambda: _attempt(again_on=None), _("for the last time"), 2),
        _mail("without_card", _about),
        _mail("reminder", _reminder(is_last=False)),
        Sample("billing/email/reminder", _reminder(is_last=True), _("for the last time"), 2),
        _mail("extended", lambda: _about(card=None)),
        Sample("billing/email/extended", lambda: _about(is_by_card=True, card=_card()), _("by card"), 2),
        _mail("suspended", _about),
    ),
)
