"""What a sign-up would become if it were completed today: the sheet that is reviewed before paying."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cps_portal.lib import clock, money
from points.models import Level
from subscriptions.models import Acceptance, Fee, SignUp, Term, Terms
from subscriptions.periods import end_of_term


@dataclass(frozen=True)
class Prospect:
    """The chosen level with its fee and dates, what it takes the place of, the terms in force and who accepted them."""

    level: Level
    fee: Fee
    starts_on: date
    expires_on: date
    # The terms that a higher level cuts short, the running one first.
    replaced: tuple[Term, ...]
    unused_days: int
    credit_cents: int
    terms: Terms
    acceptance: Acceptance | None

    @property
    def before(self) -> Term | None:
        return self.replaced[0] if self.replaced else None

    @property
    def credit(self) -> str:
        """What the unused days are worth, without VAT; the credit note counts anew on the day of the order."""
        currency = self.before.currency if self.before else self.fee.currency
        return money.spoken(self.credit_cents, currency)


def prospect(*, sign_up: SignUp, at: datetime) -> Prospect:
    """Return the membership that the chosen level of a sign-up would bring today."""
    assert sign_up.level is not None, "choose a level first"
    today = clock.on(at)
    lasting = Term.objects.of(sign_up.company).not_over(on=today).select_related("level")
    standing = tuple(lasting.order_by("starts_on", "pk"))
    starts_on = standing[-1].ends_on if sign_up.is_renewal and standing else today
    replaced = standing if sign_up.is_upgrade else ()
    terms = Terms.objects.current(at=at)
    return Prospect(
        level=sign_up.level,
        fee=Fee.objects.of(sign_up.level, country=sign_up.company.country, on=today),
        starts_on=starts_on,
        expires_on=end_of_term(starts_on) - timedelta(days=1),
        replaced=replaced,
        unused_days=sum(term.unused_if_cut(on=today) for term in replaced),
        credit_cents=sum(term.credit_if_cut(on=today) for term in replaced),
        terms=terms,
        acceptance=Acceptance.objects.of(sign_up.company, terms).select_related("by").first(),
    )
