"""What a sign-up would become if it were completed today: the sheet that is reviewed before paying."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cps_portal.lib import clock
from points.models import Level
from subscriptions.models import Acceptance, Fee, SignUp, Terms
from subscriptions.periods import end_of_term


@dataclass(frozen=True)
class Prospect:
    """The chosen level with its fee and dates, the terms in force and who accepted them."""

    level: Level
    fee: Fee
    starts_on: date
    expires_on: date
    terms: Terms
    acceptance: Acceptance | None


def prospect(*, sign_up: SignUp, at: datetime) -> Prospect:
    """Return the membership that the chosen level of a sign-up would bring today."""
    assert sign_up.level is not None, "choose a level first"
    today = clock.on(at)
    terms = Terms.objects.current(at=at)
    return Prospect(
        level=sign_up.level,
        fee=Fee.objects.of(sign_up.level, on=today),
        starts_on=today,
        expires_on=end_of_term(today) - timedelta(days=1),
        terms=terms,
        acceptance=Acceptance.objects.of(sign_up.company, terms).select_related("by").first(),
    )
