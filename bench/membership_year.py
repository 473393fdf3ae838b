"""A year of memberships, walked day by day through the actions that members and the worker call."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from accounts.models import Company
from billing import actions as billing
from demo.load import MEMBER, Applicant, Gear, become_member
from points.models import Level
from products import actions as products
from products.models import Product, Registration
from subscriptions import actions as subscriptions
from subscriptions.models import SignUp, Term

Deed = Callable[[Company, datetime], None]
DAYS = 366 + 30


def walk_year(*, at: datetime) -> list[Company]:
    """Let invented companies live a year and a month from a moment on; return them."""
    companies = {_join(_applicant(place), at): deeds for place, deeds in enumerate(STORIES)}
    for count in range(DAYS):
        now = at + timedelta(days=count)
        for company, deeds in companies.items():
            if count in deeds:
                deeds[count](company, now)
        subscriptions.do_due(at=now)
        billing.issue_due(at=now)
    return list(companies)


def _applicant(place: int) -> Applicant:
    """Another company like the demonstration's member, with gear of its own."""
    person = replace(MEMBER.person, email=f"year{place}@cps.example", language=("lv", "en-gb")[place % 2])
    details = {**MEMBER.company, "legal_name": f"IK Gada gājums {place + 1}"}
    gear = tuple(replace(one, serial=f"{one.serial[:-2]}{place + 10}") for one in MEMBER.gear)
    return replace(MEMBER, person=person, company=details, gear=gear)


def _join(applicant: Applicant, at: datetime) -> Company:
    return become_member(applicant, password=uuid.uuid4().hex, at=at).company


def _switch_on(company: Company, at: datetime) -> None:
    subscriptions.switch_on_automatic_renewal(company=company, by=company.owner, at=at)


def _cancel(company: Company, at: datetime) -> None:
    last = Term.objects.of(company).lasting().latest("starts_on")
    subscriptions.cancel(company=company, seen_until=last.ends_on, by=company.owner, at=at)


def _resume(company: Company, at: datetime) -> None:
    subscriptions.resume(company=company, by=company.owner, at=at)


def _order(sign_up: SignUp, at: datetime) -> None:
    subscriptions.review(sign_up=sign_up, purchase_order="", at=at)
    billing.pay_by_transfer(sign_up=sign_up, at=at)


def _renew(company: Company, at: datetime) -> None:
    _order(subscriptions.begin_renewal(company=company, by=company.owner, at=at), at)


def _sign_up_again(company: Company, at: datetime) -> None:
    begun = subscriptions.begin_sign_up(company=company, by=company.owner, at=at)
    _order(subscriptions.choose_level(sign_up=begun, level=Level.objects.get(code="silver"), at=at), at)


def _grow(company: Company, at: datetime) -> None:
    """Register a camera more and change to the level that it brings into reach."""
    camera = Gear("EOS R5", f"0620310{company.pk:05d}", at.date())
    product = Product.objects.get(name=camera.model)
    owner = company.owner
    products.register(
        company=company, by=owner, product=product, details=camera.details, key=uuid.uuid4(), at=at
    )
    platinum = Level.objects.get(code="platinum")
    _order(subscriptions.begin_upgrade(company=company, level=platinum, by=owner, at=at), at)


def _sell(company: Company, at: datetime) -> None:
    gear = Registration.objects.live().filter(company=company).earliest("points")
    products.end(registration=gear, reason=Registration.End.SOLD, by=company.owner, at=at)


# What each company does, by the day since it became a member; the sweep does the rest.
STORIES: tuple[dict[int, Deed], ...] = (
    {325: _renew},
    {306: _renew},
    {10: _switch_on},
    {10: _switch_on, 100: _cancel, 130: _resume, 131: _switch_on},
    {200: _cancel},
    {},
    {385: _sign_up_again},
    {120: _grow},
    {10: _switch_on, 250: _sell},
    {10: _switch_on, 300: _cancel, 390: _sign_up_again},
)
