"""Fifty rounds of sixteen at once: one membership, one higher level, one end, whoever comes first."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from post_office.models import Email

from accounts.models import Company, Role, User
from cps_portal.lib.errors import DomainError
from points import actions as points
from points.cause import Cause
from points.models import Level
from subscriptions import actions
from subscriptions.models import MembershipNumber, Notice, RenewalChoice, SignUp, Subscription, Term, Terms
from tests.factories import CompanyFactory, RoleFactory, SubscriptionFactory, TermFactory
from tests.races.crew import crew, refusals
from tests.sizes import size

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ROUNDS = size("TEST_ROUNDS")
# Silver for the year 2026, five days before its end: within the window, and due to renew itself.
AT, END = datetime(2026, 12, 27, 11, 0, tzinfo=UTC), date(2027, 1, 1)
Mode = Subscription.Renewal


def a_company(round_: int) -> tuple[Company, User]:
    anna = User.objects.create(email=f"anna{round_}@studio.example", name="Anna Bērziņa", language="en-gb")
    company = RoleFactory.create(user=anna, company=CompanyFactory.create(), kind=Role.Kind.OWNER).company
    points.credit(company=company, amount=2000, reference=f"race:{round_}", cause=Cause("Test"), at=AT)
    actions.accept_terms(company=company, by=anna, terms=Terms.objects.current(at=AT), at=AT)
    return company, anna


def a_member(round_: int) -> tuple[Company, User, Term]:
    company, anna = a_company(round_)
    subscription = SubscriptionFactory.create(company=company, renewal=Mode.AUTOMATIC)
    return company, anna, TermFactory.create(subscription=subscription, created_at=AT)


def test_a_double_sign_up_is_one_membership() -> None:
    with crew() as people:
        for round_ in range(ROUNDS):
            company, anna = a_company(round_)

            def sign_up(company: Company = company, anna: User = anna) -> int:
                begun = actions.begin_sign_up(company=company, by=anna, at=AT)
                actions.choose_level(sign_up=begun, level=Level.objects.get(code="silver"), at=AT)
                actions.review(sign_up=begun, purchase_order="", at=AT)
                return actions.start(sign_up=begun, payment=SignUp.Payment.CARD, at=AT).pk

            answers = people.at_once(sign_up)
            # Who comes late is told that it is done; nobody gets a second one, and somebody gets the first.
            assert len({answer for answer in answers if isinstance(answer, int)}) == 1
            assert set(refusals(answers)) <= {"AlreadyMember", "StaleDecision"}
            assert Term.objects.of(company).count() == 1
            assert MembershipNumber.objects.filter(company=company).count() == 1
            assert Notice.objects.filter(company=company, kind=Notice.Kind.STARTED).count() == 1
    assert Email.objects.count() == ROUNDS


def test_a_higher_level_against_the_automatic_renewal_leaves_one_term_that_lasts() -> None:
    gold = Level.objects.get(code="gold")
    orders: Counter[int] = Counter()
    with crew() as people:
        for round_ in range(ROUNDS):
            company, anna, silver = a_member(round_)
            begun = actions.begin_upgrade(company=company, level=gold, by=anna, at=AT)
            actions.review(sign_up=begun, purchase_order="", at=AT)

            people.at_once(
                lambda begun=begun: actions.start(sign_up=begun, payment=SignUp.Payment.TRANSFER, at=AT),  # type: ignore[misc]
                lambda silver=silver: actions.renew_if_due(silver.pk, at=AT),  # type: ignore[misc]
            )
            lasting = Term.objects.of(company).not_over(on=date(2026, 12, 27)).get()
            assert (lasting.level, lasting.starts_on) == (gold, date(2026, 12, 27))
            # Either the renewal came too late, or it was ordered first and credited whole.
            cut = list(Term.objects.of(company).cut_short().order_by("starts_on"))
            assert [term.unused_days for term in cut] in ([5], [5, 365])
            assert company.notices.filter(kind=Notice.Kind.UPGRADED).count() == 1
            assert company.notices.filter(kind=Notice.Kind.RENEWED).count() == len(cut) - 1
            orders[len(cut)] += 1
    assert sum(orders.values()) == ROUNDS


def test_a_cancellation_against_the_automatic_renewal_has_one_outcome() -> None:
    with crew() as people:
        for round_ in range(ROUNDS):
            company, anna, silver = a_member(round_)

            answers = people.at_once(
                lambda company=company, anna=anna: actions.cancel(  # type: ignore[misc]
                    company=company, seen_until=END, by=anna, at=AT
                ),
                lambda silver=silver: actions.renew_if_due(silver.pk, at=AT),  # type: ignore[misc]
            )
            mode = Subscription.objects.get(company=company).renewal
            cancelled = RenewalChoice.objects.filter(subscription__company=company).count()
            terms = Term.objects.of(company).count()
            # Renewed, and every cancellation refused; or cancelled once, and nothing renewed.
            assert (mode, terms, cancelled, len(refusals(answers))) in (
                (Mode.AUTOMATIC, 2, 0, 8),
                (Mode.CANCELLED, 1, 1, 0),
            )
            assert Email.objects.filter(to=anna.email).count() == 1


def test_a_renewal_by_hand_against_the_automatic_one_is_one_renewal() -> None:
    with crew() as people:
        for round_ in range(20):
            company, anna, silver = a_member(round_)
            begun = actions.begin_renewal(company=company, by=anna, at=AT)
            actions.review(sign_up=begun, purchase_order="", at=AT)

            answers = people.at_once(
                lambda begun=begun: actions.start(sign_up=begun, payment=SignUp.Payment.TRANSFER, at=AT),  # type: ignore[misc]
                lambda silver=silver: actions.renew_if_due(silver.pk, at=AT),  # type: ignore[misc]
            )
            assert set(refusals(answers)) <= {"AlreadyRenewed", "StaleDecision"}
            follower = Term.objects.of(company).exclude(pk=silver.pk).get()
            assert (follower.starts_on, follower.ends_on) == (END, date(2028, 1, 1))
            assert company.notices.filter(kind=Notice.Kind.RENEWED).count() == 1
            assert not SignUp.objects.open().filter(company=company).exists()


def test_two_of_staff_decide_at_once_and_one_decision_holds() -> None:
    proposer, *others = (User.objects.create(email=f"s{n}@canon.example", is_staff=True) for n in range(3))
    with crew() as people:
        for round_ in range(10):
            company, _anna, silver = a_member(round_)
            proposal = actions.propose_withdrawal(
                subscription=silver.subscription, reason="request", note="Ticket 7", by=proposer, at=AT
            )
            answers = people.at_once(
                lambda proposal=proposal: actions.approve_withdrawal(
                    withdrawal=proposal, by=others[0], at=AT
                ),  # type: ignore[misc]
                lambda proposal=proposal: actions.reject_withdrawal(withdrawal=proposal, by=others[1], at=AT),  # type: ignore[misc]
            )
            assert len([answer for answer in answers if isinstance(answer, DomainError)]) == 15
            proposal.refresh_from_db()
            silver.refresh_from_db()
            assert bool(silver.cut) == (proposal.status == proposal.Status.APPROVED)
