"""The mails of a membership, one function each."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Company
from cps_portal.lib import mail
from points.models import Level
from subscriptions.models import Term


def invited(*, company: Company, points: int) -> None:
    owner = company.owner
    mail.send(
        "subscriptions/email/invited",
        to=owner.email,
        language=owner.language,
        context={
            "name": owner.name,
            "company": company,
            "points": points,
            "levels": list(Level.objects.reached_with(points)),
            "months": settings.TERM_MONTHS,
            "link": f"{settings.SITE_URL}{reverse('subscriptions:sign_up')}",
        },
    )


def started(*, term: Term) -> None:
    company = term.subscription.company
    owner = company.owner
    mail.send(
        "subscriptions/email/started",
        to=owner.email,
        language=owner.language,
        context={
            "name": owner.name,
            "company": company,
            "term": term,
            "number": term.subscription.number,
            "link": f"{settings.SITE_URL}{reverse('subscriptions:overview')}",
        },
    )
