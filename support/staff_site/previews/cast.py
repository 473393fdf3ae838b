"""The invented people, companies and days of the samples; rows that are never saved."""

from datetime import date, timedelta

from django.conf import settings

from accounts.models import Application, Company, User
from cps_portal.lib import clock
from points.models import Level
from subscriptions.models import MembershipNumber, Subscription, Term

LINK = "sample"


def anna() -> User:
    return User(name="Anna Bērziņa", email="anna@studio.example", language="en-gb")


def otto() -> User:
    return User(name="Otto Ozols", email="otto@studio.example", language="en-gb")


def company() -> Company:
    return Company(legal_name="SIA Kalniņa foto", country="LV", language="en-gb")


def application() -> Application:
    return Application(
        pk=1204,
        status=Application.Status.SUBMITTED,
        contact_name="Jānis Kalniņš",
        email="janis@foto.example",
        legal_name="SIA Kalniņa foto",
        country="LV",
        created_at=clock.now(),
        promised_on=day(2),
    )


def level(name: str = "CPS Silver", minimum: int = 500) -> Level:
    return Level(name=name, minimum=minimum)


def term(of: Level | None = None, *, fee_cents: int = 8500) -> Term:
    """A term of a year that began 40 days ago."""
    subscription = Subscription(company=company(), number=number())
    return Term(
        subscription=subscription,
        level=of or level(),
        starts_on=day(-40),
        ends_on=day(325),
        promised_until=day(325),
        fee_cents=fee_cents,
        currency="EUR",
    )


def number() -> MembershipNumber:
    return MembershipNumber(number="151335488", company=company())


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def link(path: str) -> str:
    """An address that looks as the real one does, and leads nobody in."""
    return f"{settings.SITE_URL}/{path}/{LINK}/"
