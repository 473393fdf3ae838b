"""One company through three years of membership, day by day, on the clock that staff of a test system move."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from accounts.models import Company, User
from billing import actions as billing
from billing.models import Invoice
from cps_portal.lib import clock
from points.models import Level
from sandbox.vies import ViesSandbox
from subscriptions import actions
from subscriptions.membership import membership_of
from subscriptions.models import Notice, SignUp, Term, Terms
from tests.subscriptions.conftest import HasPoints

Kind = Notice.Kind
Deed = Callable[[datetime], object]
FIRST, LAST = date(2027, 3, 14), date(2030, 9, 2)

# The day and the kind of every mail of the three years.
MAILS = [
    (date(2027, 3, 14), Kind.INVITATION),
    (date(2027, 3, 28), Kind.INVITATION_REMINDER),
    (date(2027, 3, 31), Kind.STARTED),
    # The points fall twice: below Silver, back, and below again.
    (date(2027, 10, 31), Kind.POINTS_FELL),
    (date(2027, 12, 31), Kind.POINTS_FELL),
    # 60 days before the first day after the term, the leap day counted; renewed, it is not reminded again.
    (date(2028, 1, 31), Kind.RENEWAL_REMINDER),
    (date(2028, 2, 29), Kind.RENEWED),
    (date(2028, 8, 31), Kind.UPGRADED),
    (date(2029, 7, 2), Kind.RENEWAL_REMINDER),
    (date(2029, 8, 1), Kind.RENEWAL_REMINDER),
    (date(2029, 8, 24), Kind.RENEWED),
    (date(2029, 9, 15), Kind.CANCELLED),
    (date(2029, 10, 1), Kind.RESUMED),
    (date(2029, 10, 28), Kind.SUSPENDED),
    (date(2029, 10, 30), Kind.RESTORED),
    (date(2030, 5, 31), Kind.CANCELLED),
]


class Story:
    """The company, and what is done on which day."""

    def __init__(self, company: Company, anna: User, has_points: HasPoints) -> None:
        self.company, self.anna, self.has_points = company, anna, has_points
        # The newest term of a day on which something was invoiced: what billing finds as due.
        self.requests: list[tuple[date, str, date, date]] = []

    def days(self) -> dict[date, list[Deed]]:
        return {
            FIRST: [self.own(600)],
            # Summer time began on the 28th; half an hour after midnight here it is the day before in Greenwich.
            date(2027, 3, 31): [self.sign_up("silver")],
            date(2027, 10, 31): [self.own(400)],
            date(2027, 11, 30): [self.own(1100)],
            date(2027, 12, 31): [self.own(450)],
            date(2028, 1, 15): [self.own(1100)],
            date(2028, 2, 10): [self.choose_for_renewal("gold")],
            date(2028, 2, 29): [self.renew],
            date(2028, 8, 31): [self.own(1700), self.upgrade("platinum")],
            date(2028, 9, 1): [self.switch_on],
            date(2029, 9, 15): [self.cancel],
            date(2029, 10, 1): [self.resume],
            date(2029, 10, 28): [self.suspend],
            date(2029, 10, 30): [self.restore],
            date(2030, 5, 31): [self.cancel],
        }

    def own(self, points: int) -> Deed:
        def deed(at: datetime) -> None:
            self.has_points(points)
            actions.invite_if_eligible(company=self.company, at=at)

        return deed

    def order(self, sign_up: SignUp, at: datetime, payment: str) -> None:
        actions.review(sign_up=sign_up, purchase_order="", at=at)
        actions.start(sign_up=sign_up, payment=payment, at=at)

    def sign_up(self, level: str) -> Deed:
        def deed(at: datetime) -> None:
            terms = Terms.objects.current(at=at)
            begun = actions.accept_and_begin(company=self.company, by=self.anna, terms=terms, at=at)
            actions.choose_level(sign_up=begun, level=Level.objects.get(code=level), at=at)
            self.order(begun, at, SignUp.Payment.TRANSFER)

        return deed

    def choose_for_renewal(self, level: str) -> Deed:
        chosen = Level.objects.get(code=level)
        return lambda at: actions.choose_renewal_level(
            company=self.company, level=chosen, by=self.anna, at=at
        )

    def renew(self, at: datetime) -> None:
        begun = actions.begin_renewal(company=self.company, by=self.anna, at=at)
        self.order(begun, at, SignUp.Payment.TRANSFER)

    def upgrade(self, level: str) -> Deed:
        def deed(at: datetime) -> None:
            wanted = Level.objects.get(code=level)
            begun = actions.begin_upgrade(company=self.company, level=wanted, by=self.anna, at=at)
            self.order(begun, at, SignUp.Payment.TRANSFER)

        return deed

    def switch_on(self, at: datetime) -> None:
        actions.switch_on_automatic_renewal(company=self.company, by=self.anna, at=at)

    def cancel(self, at: datetime) -> None:
        last = Term.objects.of(self.company).lasting().latest("starts_on")
        actions.cancel(company=self.company, seen_until=last.ends_on, by=self.anna, at=at)

    def resume(self, at: datetime) -> None:
        actions.resume(company=self.company, by=self.anna, at=at)

    def suspend(self, at: datetime) -> None:
        term = Term.objects.of(self.company).running(on=clock.on(at)).get()
        actions.suspend(term=term, reference="invoice:late", at=at)

    def restore(self, at: datetime) -> None:
        actions.restore(reference="invoice:late", at=at)

    def live(self) -> None:
        """Let the days come, half an hour after midnight, with what is done on each and what is due by it."""
        days = self.days()
        for day in (FIRST + timedelta(days=count) for count in range((LAST - FIRST).days)):
            if day not in days and self.is_calm(day):
                continue
            at = move_to(day)
            for deed in days.get(clock.on(at), []):
                deed(at)
            actions.do_due(at=at)
            if clock.on(at) in days or Term.objects.filter(invoice=None).exists():
                self.invoice(at)

    def is_calm(self, day: date) -> bool:
        """Whether the sweep may sleep: outside the first weeks and the last ones of a term it is asked on Mondays."""
        ending = Term.objects.running(on=day).filter(ends_on__lte=day + timedelta(days=65))
        return day.weekday() != 0 and day > date(2027, 4, 5) and not ending.exists()

    def invoice(self, at: datetime) -> None:
        for term in Term.objects.filter(invoice=None).select_related("level"):
            self.requests.append((clock.on(at), term.level.code, term.starts_on, term.expires_on))
            billing.issue(term=term, at=at)


def move_to(day: date) -> datetime:
    """Move the clock to half past midnight of a day in the portal's time zone and read it."""
    wanted = datetime.combine(day, time(0, 30), tzinfo=timezone.get_current_timezone())
    clock.move(wanted - clock.now())
    return clock.now()


@pytest.fixture
def story(company: Company, anna: User, has_points: HasPoints, vies: ViesSandbox) -> Story:
    Company.objects.filter(pk=company.pk).update(vat_registered=False, vat_number="")
    company.refresh_from_db()
    return Story(company, anna, has_points)


def test_three_years_of_a_company(story: Story, company: Company) -> None:
    story.live()

    assert [(clock.on(notice.at), notice.kind) for notice in company.notices.order_by("pk")] == MAILS
    assert Email.objects.filter(to="anna@studio.example").count() == company.notices.count()

    terms = [
        (term.level.code, term.starts_on, term.ends_on, term.promised_until, term.cut)
        for term in Term.objects.of(company).select_related("level")
    ]
    assert terms == [
        ("silver", date(2027, 3, 31), date(2028, 3, 31), date(2028, 3, 31), ""),
        ("gold", date(2028, 3, 31), date(2028, 8, 31), date(2029, 3, 31), Term.Cut.UPGRADED),
        ("platinum", date(2028, 8, 31), date(2029, 8, 31), date(2029, 8, 31), ""),
        ("platinum", date(2029, 8, 31), date(2030, 8, 31), date(2030, 8, 31), ""),
    ]
    assert story.requests == [
        (date(2027, 3, 31), "silver", date(2027, 3, 31), date(2028, 3, 30)),
        (date(2028, 2, 29), "gold", date(2028, 3, 31), date(2029, 3, 30)),
        (date(2028, 8, 31), "platinum", date(2028, 8, 31), date(2029, 8, 30)),
        (date(2029, 8, 24), "platinum", date(2029, 8, 31), date(2030, 8, 30)),
    ]
    assert Term.objects.of(company).cut_short().get().unused_days == 212
    assert Invoice.objects.filter(company=company).count() == 4

    assert company.membership_numbers.count() == 1
    assert membership_of(company=company, on=date(2030, 8, 30)).is_active
    over = membership_of(company=company, on=date(2030, 8, 31))
    assert over.was_member
    assert [past.gap_days for past in over.history] == [0, 0, 0, 0]


def test_a_leap_day_s_term_ends_in_february(company: Company, story: Story) -> None:
    at = move_to(date(2028, 2, 29))
    story.own(600)(at)
    story.sign_up("silver")(at)
    term = Term.objects.get()
    assert (term.starts_on, term.expires_on) == (date(2028, 2, 29), date(2029, 2, 27))

    at = move_to(date(2029, 1, 31))
    story.renew(at)
    follower = Term.objects.latest("starts_on")
    assert (follower.starts_on, follower.expires_on) == (date(2029, 2, 28), date(2030, 2, 27))
