"""The life of a membership as one table: what becomes of every state by every event, or who refuses it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import Company, User
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from points.models import Level
from subscriptions import actions
from subscriptions.membership import membership_of
from subscriptions.models import SignUp, Subscription, Term, Terms
from subscriptions.renewal import renewal_of
from tests.factories import SubscriptionFactory, TermFactory
from tests.subscriptions.conftest import HasPoints

pytestmark = pytest.mark.usefixtures("accepted")
NOON = datetime(2026, 1, 1, 11, 0, tzinfo=UTC)
# The Silver term of the year 2026, looked at in summer, with 20 and with 5 days left, and a month after its end.
SUMMER, WINDOW, LAST_DAYS, AFTER = date(2026, 7, 1), date(2026, 12, 12), date(2026, 12, 27), date(2027, 2, 1)
Mode = Subscription.Renewal

EVENTS = (
    "sign up",
    "renew",
    "upgrade",
    "switch on",
    "switch off",
    "cancel",
    "resume",
    "suspend",
    "restore",
    "withdraw",
    "sweep",
    "the end",
)
STALE, MEMBER, NOT_YET = "StaleDecision", "AlreadyMember", "NotYet"
RENEWED, UNPAID = "AlreadyRenewed", "BenefitsSuspended"
NOTHING = "–"  # There is no term or no membership of which this could be asked.

# fmt: off
TABLE = {
    "never": ("running", STALE, STALE, STALE, STALE, STALE, STALE, NOTHING, NOTHING, NOTHING, "never", "never"),
    "running": (MEMBER, NOT_YET, "running", "running automatic", "running", "running cancelled", "running",
                "suspended", "running", "withdrawn", "running", "over"),
    "running automatic": (MEMBER, NOT_YET, "running automatic", "running automatic", "running",
                          "running cancelled", "running automatic", "suspended automatic", "running automatic",
                          "withdrawn", "running automatic", "running automatic"),
    "running cancelled": (MEMBER, NOT_YET, "running", STALE, "running cancelled", "running cancelled", "running",
                          "suspended cancelled", "running cancelled", "withdrawn", "running cancelled", "over"),
    "window": (MEMBER, "renewed", "running", "window automatic", "window", "window cancelled", "window",
               "suspended", "window", "withdrawn", "window", "over"),
    "window automatic": (MEMBER, "renewed automatic", "running automatic", "window automatic", "window",
                         "window cancelled", "window automatic", "suspended automatic", "window automatic",
                         "withdrawn", "window automatic", "running automatic"),
    "window cancelled": (MEMBER, "renewed", "running", STALE, "window cancelled", "window cancelled", "window",
                         "suspended cancelled", "window cancelled", "withdrawn", "window cancelled", "over"),
    "last days": (MEMBER, "renewed", "running", "window automatic", "window", "window cancelled", "window",
                  "suspended", "window", "withdrawn", "window", "over"),
    "last days automatic": (MEMBER, "renewed automatic", "running automatic", "window automatic", "window",
                            "window cancelled", "window automatic", "suspended automatic", "window automatic",
                            "withdrawn", "renewed automatic", "running automatic"),
    "renewed": (MEMBER, RENEWED, "running", "renewed automatic", "renewed", "renewed cancelled", "renewed",
                "suspended", "renewed", "withdrawn", "renewed", "running"),
    "renewed cancelled": (MEMBER, RENEWED, "running", STALE, "renewed cancelled", "renewed cancelled", "renewed",
                          "suspended cancelled", "renewed cancelled", "withdrawn", "renewed cancelled",
                          "running cancelled"),
    "suspended": (MEMBER, UNPAID, UNPAID, "suspended automatic", "suspended", "suspended cancelled", "suspended",
                  "suspended", "window", "withdrawn", "suspended", "over"),
    "suspended automatic": (MEMBER, UNPAID, UNPAID, "suspended automatic", "suspended", "suspended cancelled",
                            "suspended automatic", "suspended automatic", "window automatic", "withdrawn",
                            "suspended automatic", "over"),
    "over": ("running", STALE, STALE, STALE, STALE, STALE, STALE, NOTHING, NOTHING, STALE, "over", "over"),
    "withdrawn": ("running", STALE, STALE, STALE, STALE, STALE, STALE, NOTHING, NOTHING, STALE, "withdrawn",
                  "withdrawn"),
}
# fmt: on
DAYS = {"running": SUMMER, "last days": LAST_DAYS, "over": AFTER, "never": SUMMER, "withdrawn": AFTER}


def state_of(company: Company, on: date) -> str:
    """Name the state of a membership by what its pages are told."""
    membership = membership_of(company=company, on=on)
    renewal = renewal_of(membership)
    if renewal is None:
        return "withdrawn" if membership.was_withdrawn else "over" if membership.was_member else "never"
    if membership.suspended_since:
        base = "suspended"
    elif membership.coming:
        base = "renewed"
    else:
        base = "window" if renewal.is_open else "running"
    return base if renewal.mode == Mode.BY_HAND else f"{base} {renewal.mode}"


@pytest.fixture
def accepted(company: Company, anna: User, terms: Terms, has_points: HasPoints) -> None:
    """Anna's company can choose up to Platinum, and the terms are accepted; two of staff are there to withdraw."""
    for name in ("one", "two"):
        User.objects.create(email=f"{name}@canon.example", name=name, is_staff=True)
    has_points(2000)
    actions.accept_terms(company=company, by=anna, terms=terms, at=NOON)


def bring_to(company: Company, state: str) -> datetime:
    """Make the rows of a state and return the moment at which it is looked at."""
    base, _space, mode = (
        state.partition(" automatic") if "automatic" in state else state.partition(" cancelled")
    )
    chosen = (
        Mode.AUTOMATIC if "automatic" in state else Mode.CANCELLED if "cancelled" in state else Mode.BY_HAND
    )
    at = datetime.combine(DAYS.get(base, WINDOW), NOON.timetz())
    if base == "never":
        return at
    term = TermFactory.create(subscription=SubscriptionFactory.create(company=company, renewal=chosen))
    if base == "renewed":
        TermFactory.create(
            subscription=term.subscription, starts_on=term.ends_on, ends_on=date(2028, 1, 1), created_at=at
        )
    if base == "suspended":
        actions.suspend(term=term, reference="invoice:1", at=at - timedelta(days=1))
    if base == "withdrawn":
        Term.objects.update(ends_on=SUMMER, cut=Term.Cut.WITHDRAWN, cut_at=at)
    return at


def order(sign_up: SignUp, at: datetime) -> None:
    actions.review(sign_up=sign_up, purchase_order="", at=at)
    actions.start(sign_up=sign_up, payment=SignUp.Payment.TRANSFER, at=at)


def sign_up(company: Company, anna: User, at: datetime) -> None:
    begun = actions.begin_sign_up(company=company, by=anna, at=at)
    order(actions.choose_level(sign_up=begun, level=Level.objects.get(code="silver"), at=at), at)


def renew(company: Company, anna: User, at: datetime) -> None:
    order(actions.begin_renewal(company=company, by=anna, at=at), at)


def upgrade(company: Company, anna: User, at: datetime) -> None:
    level = Level.objects.get(code="gold")
    order(actions.begin_upgrade(company=company, level=level, by=anna, at=at), at)


def cancel(company: Company, anna: User, at: datetime) -> None:
    last = Term.objects.of(company).lasting().order_by("-starts_on").first()
    seen = last.ends_on if last else date(2027, 1, 1)
    actions.cancel(company=company, seen_until=seen, by=anna, at=at)


def suspend(company: Company, anna: User, at: datetime) -> None:
    term = Term.objects.of(company).running(on=clock.on(at)).get()
    actions.suspend(term=term, reference="invoice:1", at=at)


def restore(company: Company, anna: User, at: datetime) -> None:
    actions.restore(reference="invoice:1", at=at)


def withdraw(company: Company, anna: User, at: datetime) -> None:
    one, two = User.objects.filter(is_staff=True)
    proposal = actions.propose_withdrawal(
        subscription=company.subscription, reason="request", note="Ticket 7", by=one, at=at
    )
    actions.approve_withdrawal(withdrawal=proposal, by=two, at=at)


def sweep(company: Company, anna: User, at: datetime) -> None:
    actions.do_due(at=at)


def end(company: Company, anna: User, at: datetime) -> None:
    """Let the days pass until the running term is over, with the sweep of its last week."""
    term = Term.objects.of(company).running(on=clock.on(at)).first()
    if term is not None:
        actions.do_due(at=datetime.combine(term.ends_on - timedelta(days=6), NOON.timetz()))


ACTS: dict[str, Callable[[Company, User, datetime], object]] = {
    "sign up": sign_up,
    "renew": renew,
    "upgrade": upgrade,
    "switch on": lambda company, anna, at: actions.switch_on_automatic_renewal(
        company=company, by=anna, at=at
    ),
    "switch off": lambda company, anna, at: actions.switch_off_automatic_renewal(
        company=company, by=anna, at=at
    ),
    "cancel": cancel,
    "resume": lambda company, anna, at: actions.resume(company=company, by=anna, at=at),
    "suspend": suspend,
    "restore": restore,
    "withdraw": withdraw,
    "sweep": sweep,
    "the end": end,
}


def outcome(company: Company, anna: User, *, state: str, event: str) -> str:
    """Let the event happen to the state and tell the state after it, or the refusal; nothing of it stays."""
    with transaction.atomic():
        at = bring_to(company, state)
        before = state_of(company, clock.on(at))
        try:
            with transaction.atomic():
                ACTS[event](company, anna, at)
        except DomainError as refusal:
            assert state_of(company, clock.on(at)) == before
            after = type(refusal).__name__
        else:
            on = max(clock.on(at), date(2027, 1, 1)) if event == "the end" else clock.on(at)
            after = state_of(company, on)
        transaction.set_rollback(True)
    return after


@pytest.mark.parametrize("state", TABLE)
def test_what_becomes_of_a_state_by_every_event(company: Company, anna: User, state: str) -> None:
    expected = {event: after for event, after in zip(EVENTS, TABLE[state], strict=True) if after != NOTHING}
    assert {event: outcome(company, anna, state=state, event=event) for event in expected} == expected


def test_the_table_leaves_nothing_out() -> None:
    assert set(EVENTS) == set(ACTS)
    modes = {f"{base}{mode}" for base in ("running", "window") for mode in ("", " automatic", " cancelled")}
    assert modes | {"never", "renewed", "suspended", "over", "withdrawn"} <= set(TABLE)
