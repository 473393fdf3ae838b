"""What is due is found by query, done once, and caught up when no worker ran for a week."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from post_office.models import Email

from accounts.models import Company, User
from points import actions as points
from points.cause import Cause
from points.models import Level
from subscriptions import actions
from subscriptions.models import Fall, Notice, Subscription, Term, Terms
from tests.factories import CompanyFactory, RoleFactory, SubscriptionFactory, TermFactory
from tests.subscriptions.conftest import HasPoints

Kind, Mode = Notice.Kind, Subscription.Renewal
pytestmark = pytest.mark.django_db
END = date(2027, 1, 1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)


def before(days: int) -> datetime:
    """Noon of the day with so many days of the term left, that day included."""
    return noon(END - timedelta(days=days))


@pytest.fixture
def term(company: Company, anna: User, terms: Terms, has_points: HasPoints, at: datetime) -> Term:
    """Silver for the year 2026, with points for it and the terms accepted."""
    has_points(600)
    actions.accept_terms(company=company, by=anna, terms=terms, at=at)
    return TermFactory.create(subscription=SubscriptionFactory.create(company=company))


def set_mode(term: Term, mode: str) -> None:
    Subscription.objects.filter(pk=term.subscription_id).update(renewal=mode)


def kinds() -> list[tuple[str, int | None]]:
    return list(Notice.objects.order_by("pk").values_list("kind", "step"))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (
            Mode.BY_HAND,
            [(60, Kind.RENEWAL_REMINDER), (30, Kind.RENEWAL_REMINDER), (7, Kind.RENEWAL_REMINDER)],
        ),
        (Mode.AUTOMATIC, [(60, Kind.RENEWAL_REMINDER), (30, Kind.RENEWAL_REMINDER), (7, Kind.RENEWED)]),
        (Mode.CANCELLED, []),
    ],
)
def test_each_way_of_ending_has_its_mails(term: Term, mode: str, expected: list[tuple[int, str]]) -> None:
    set_mode(term, mode)
    heard = []
    for days in (70, 61, 60, 59, 31, 30, 29, 8, 7, 6, 1, 0, -2):
        count = Notice.objects.count()
        actions.do_due(at=before(days))
        actions.do_due(at=before(days))
        heard += [(days, notice.kind) for notice in Notice.objects.order_by("pk")[count:]]
    assert heard == expected
    assert Email.objects.count() == len(expected)


@pytest.mark.parametrize(
    ("asleep_at", "caught_up"),
    [(64, {60}), (60, {60}), (33, {60, 30}), (10, {60, 30, 7}), (6, {60, 30, 7})],
)
def test_a_week_without_a_worker_is_caught_up(term: Term, asleep_at: int, caught_up: set[int]) -> None:
    for days in range(70, asleep_at, -1):
        actions.do_due(at=before(days))
    actions.do_due(at=before(asleep_at - 7))
    sent = Counter(Notice.objects.values_list("step", flat=True))
    assert set(sent.values()) == {1}
    assert set(sent) == caught_up


def test_a_week_s_outage_costs_no_company_a_reminder_or_a_renewal(at: datetime) -> None:
    """Twenty members whose terms end two days apart; the worker is away in the middle of it."""
    members = []
    for place in range(20):
        role = RoleFactory.create(
            user=User.objects.create(email=f"owner{place}@studio.example", language="en-gb"),
            company=CompanyFactory.create(),
        )
        points.credit(company=role.company, amount=600, reference=f"p{place}", cause=Cause("Test"), at=at)
        actions.accept_terms(company=role.company, by=role.user, terms=Terms.objects.current(at=at), at=at)
        mode = Mode.AUTOMATIC if place % 2 else Mode.BY_HAND
        ends_on = END + timedelta(days=2 * place)
        subscription = SubscriptionFactory.create(company=role.company, renewal=mode)
        members.append(TermFactory.create(subscription=subscription, ends_on=ends_on))

    first, outage = END - timedelta(days=62), END - timedelta(days=12)
    for day in (first + timedelta(days=count) for count in range(62 + 42)):
        if not outage <= day < outage + timedelta(days=7):
            actions.do_due(at=noon(day))

    for place, term in enumerate(members):
        reminded = list(
            term.notices.filter(kind=Kind.RENEWAL_REMINDER).order_by("pk").values_list("step", flat=True)
        )
        renewals = list(Term.objects.filter(subscription=term.subscription, starts_on=term.ends_on))
        assert reminded == ([60, 30] if place % 2 else [60, 30, 7])
        assert len(renewals) == place % 2
    assert Email.objects.count() == Notice.objects.count() == 20 * 3


def test_a_renewal_that_orders_itself_continues_from_the_old_end_at_the_chosen_level_and_pays_as_before(
    term: Term, has_points: HasPoints, anna: User, company: Company
) -> None:
    set_mode(term, Mode.AUTOMATIC)
    has_points(1200)
    gold = Level.objects.get(code="gold")
    actions.choose_renewal_level(company=company, level=gold, by=anna, at=before(40))
    actions.do_due(at=before(7))
    follower = Term.objects.latest("starts_on")
    assert (follower.level, follower.starts_on, follower.fee_cents) == (gold, END, 170_00)
    assert (follower.payment, follower.sign_up) == (term.payment, None)
    follower.subscription.refresh_from_db()
    assert (follower.subscription.renewal, follower.subscription.renewal_level) == (Mode.AUTOMATIC, None)


@pytest.mark.parametrize("what", ["points", "terms", "suspended"])
def test_what_is_in_the_way_of_a_renewal_is_said_once_and_when_it_is_gone_the_renewal_comes(
    term: Term, company: Company, anna: User, has_points: HasPoints, what: str
) -> None:
    set_mode(term, Mode.AUTOMATIC)
    if what == "points":
        has_points(400)
    elif what == "terms":
        Terms.objects.create(version="2026-12", texts={"en": "Be kind."}, published_at=before(20))
    else:
        actions.suspend(term=term, reference="invoice:1", at=before(20))
    for days in (7, 6, 5):
        actions.do_due(at=before(days))
    assert Notice.objects.filter(kind=Kind.RENEWAL_HELD_UP).count() == 1
    assert Term.objects.count() == 1

    if what == "points":
        has_points(600)
    elif what == "terms":
        newest = Terms.objects.current(at=before(4))
        actions.accept_terms(company=company, by=anna, terms=newest, at=before(4))
    else:
        actions.restore(reference="invoice:1", at=before(4))
    actions.do_due(at=before(4))
    assert Term.objects.count() == 2


def test_the_mail_about_a_held_up_renewal_speaks_the_owner_s_language_throughout(
    term: Term, anna: User, has_points: HasPoints
) -> None:
    User.objects.filter(pk=anna.pk).update(language="lv")
    set_mode(term, Mode.AUTOMATIC)
    has_points(400)
    with translation.override("en-gb"):
        actions.do_due(at=before(60))
        actions.do_due(at=before(7))
    reminder, _fell, held_up = Email.objects.order_by("pk")
    assert "Ar jūsu punktiem" in reminder.message
    assert held_up.subject == "Jūsu abonementu neizdevās pagarināt"
    assert "CPS Silver" in held_up.message
    assert "Choose another" not in held_up.message


def test_a_fall_is_warned_of_once_and_a_second_fall_again(term: Term, has_points: HasPoints) -> None:
    at = noon(date(2026, 5, 1))
    for total in (499, 300, 600, 450, 500):
        has_points(total)
        actions.do_due(at=at)
        actions.do_due(at=at)
    assert [fall.points for fall in Fall.objects.order_by("pk")] == [499, 450]
    assert not Fall.objects.standing().exists()
    assert kinds() == [(Kind.POINTS_FELL, None)] * 2


def test_a_level_that_staff_permit_is_no_fall(
    term: Term, company: Company, vera: User, has_points: HasPoints
) -> None:
    at = noon(date(2026, 5, 1))
    actions.permit_level(
        company=company,
        level=term.level,
        reason="Replacement is on its way",
        until_on=date(2026, 6, 1),
        by=vera,
        at=at,
    )
    has_points(100)
    actions.do_due(at=at)
    assert not Fall.objects.exists()
    actions.do_due(at=noon(date(2026, 6, 1)))
    assert Fall.objects.count() == 1


def test_an_invitation_is_repeated_once_after_fourteen_days(
    company: Company, anna: User, has_points: HasPoints
) -> None:
    has_points(500)
    sent = noon(date(2026, 3, 20))
    actions.invite_if_eligible(company=company, at=sent)
    for days in (13, 14, 15, 40):
        actions.do_due(at=sent + timedelta(days=days))
    assert [kind for kind, _step in kinds()] == [Kind.INVITATION, Kind.INVITATION_REMINDER]
    assert Notice.objects.latest("pk").at == sent + timedelta(days=14)


@pytest.mark.parametrize("what", ["signed up", "fell below"])
def test_an_answered_invitation_is_not_repeated(
    company: Company, anna: User, terms: Terms, has_points: HasPoints, what: str
) -> None:
    has_points(500)
    sent = noon(date(2026, 3, 20))
    actions.invite_if_eligible(company=company, at=sent)
    if what == "signed up":
        begun = actions.accept_and_begin(company=company, by=anna, terms=terms, at=sent)
        actions.choose_level(sign_up=begun, level=Level.objects.get(code="silver"), at=sent)
        actions.review(sign_up=begun, purchase_order="", at=sent)
        actions.start(sign_up=begun, payment="transfer", at=sent)
    else:
        has_points(400)
        actions.invite_if_eligible(company=company, at=sent)
    actions.do_due(at=sent + timedelta(days=14))
    assert not Notice.objects.filter(kind=Kind.INVITATION_REMINDER).exists()


def test_a_broken_row_does_not_hold_up_the_others(term: Term, company: Company) -> None:
    """A company without an owner is no company that the portal makes; its reminder crashes and is logged."""
    TermFactory.create()
    actions.do_due(at=before(60))
    assert Notice.objects.filter(company=company, kind=Kind.RENEWAL_REMINDER).count() == 1
    assert Notice.objects.count() == 1
