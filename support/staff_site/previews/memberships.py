"""Samples of the mails about memberships and gear."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cps_portal.lib import clock
from products.models import Product, Registration, Transfer
from subscriptions.models import Fee, Withdrawal
from support.staff_site.previews.cast import anna, company, day, level, link, number, term
from support.staff_site.previews.sample import Facts, Group, Sample


def _told(**more: Any) -> dict[str, Any]:
    facts = {"name": anna().name, "company": company(), "link": link("subscriptions")}
    return {**facts, "term": term(), "number": number(), **more}


def _invited() -> dict[str, Any]:
    return _told(points=1_240, levels=[level(), level("CPS Gold", 1000)], months=settings.TERM_MONTHS)


def _renewal(*, is_automatic: bool = False, hindrance: str = "") -> dict[str, Any]:
    fee = Fee(level=level(), amount_cents=8500, currency="EUR")
    renewal = {
        "level": level(),
        "fee": fee,
        "is_automatic": is_automatic,
        "automatic_on": day(23),
        "hindrance": hindrance,
        "next_starts_on": day(30),
        "next_expires_on": day(394),
    }
    running = term()
    running.ends_on = day(30)
    return _told(term=running, renewal=renewal, days=30)


def _hindered() -> dict[str, Any]:
    reason = gettext("We have published new terms of use. Accept them first.")
    return _renewal(is_automatic=True, hindrance=reason)


def _held_up() -> dict[str, Any]:
    return _told(level=level(), reason=gettext("An invoice is overdue. Pay it first."))


def _upgraded() -> dict[str, Any]:
    return _told(term=term(level("CPS Gold", 1000), fee_cents=17_000), before=term(), unused_days=200)


def _withdrawn() -> dict[str, Any]:
    withdrawal = Withdrawal(reason=Withdrawal.Reason.REQUEST)
    return _told(withdrawal=withdrawal, today=day(0), unused_days=200)


def _renewed(*, by_itself: bool) -> Facts:
    return lambda: _told(by_itself=by_itself)


def _fell(*levels: Any) -> Facts:
    return lambda: _told(
        term=term(level("CPS Gold", 1000)), points=730, levels=[level(*each) for each in levels]
    )


def _mail(name: str, facts: Facts) -> Sample:
    return Sample(f"subscriptions/email/{name}", facts)


REMINDER = "subscriptions/email/renewal_reminder"
MEMBERSHIPS = Group(
    _("Memberships"),
    (
        _mail("invited", _invited),
        _mail("invited_again", _invited),
        _mail("started", _told),
        _mail("renewal_reminder", _renewal),
        Sample(REMINDER, lambda: _renewal(is_automatic=True), _("renews itself"), 2),
        Sample(REMINDER, _hindered, _("something is in the way"), 3),
        _mail("renewed", _renewed(by_itself=False)),
        Sample("subscriptions/email/renewed", _renewed(by_itself=True), _("renews itself"), 2),
        _mail("renewal_held_up", _held_up),
        _mail("upgraded", _upgraded),
        _mail("cancelled", _told),
        _mail("resumed", _told),
        _mail("withdrawn", _withdrawn),
        _mail("suspended", _told),
        _mail("restored", _told),
        Sample(
            "subscriptions/email/restored", lambda: _told(has_time=True), _("there is more time to pay"), 2
        ),
        _mail("points_fell", _fell(("CPS Silver", 500))),
        Sample("subscriptions/email/points_fell", _fell(), _("no level is left"), 2),
    ),
)


def _claim(**more: Any) -> dict[str, Any]:
    camera = Registration(product=Product(name="EOS R5 Mark II"))
    facts = {"given": camera, "wanted": camera, "serial": "012021001234", "answer_until": clock.now()}
    return {"claim": Transfer(**facts, **more), "url": link("products")}


def _old_address() -> dict[str, Any]:
    facts = {"company": company().legal_name, "email": "old@foto.example", "until": clock.now()}
    return {**facts, "url": link("products/proof")}


def _answered(status: str) -> Facts:
    return lambda: _claim(status=status, reason="")


ANSWERED = "products/email/transfer_answered"
GEAR = Group(
    _("Gear"),
    (
        Sample("products/email/old_address", _old_address),
        Sample("products/email/transfer_asked", _claim),
        Sample(ANSWERED, _answered("released"), _("the other company lets it go"), 1),
        Sample(ANSWERED, _answered("contested"), _("the other company keeps it"), 2),
        Sample(ANSWERED, _answered("declined"), _("we have declined"), 3),
    ),
)
