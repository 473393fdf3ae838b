"""Staff give or take points with a reason; a large correction is the work of two people."""

import uuid
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError, StaleDecision
from points import actions as points
from points.actions import SamePerson, Wanted
from points.models import Balance, Correction, Entry
from subscriptions import actions as subscriptions
from subscriptions.models import Invitation
from tests.factories import StaffFactory

Propose = Callable[..., Correction]


@pytest.fixture
def olga(db: None) -> User:
    """A second person."""
    return StaffFactory.create(name="Olga Other", email="olga@canon.example")


@pytest.fixture
def propose(company: Company, anna: User, vera: User, at: datetime) -> Propose:
    def propose(amount: int, *, since_on: date | None = None, key: uuid.UUID | None = None) -> Correction:
        wanted = Wanted(amount, "Counted twice by mistake.", since_on)
        return subscriptions.correct_points(
            company=company, wanted=wanted, key=key or uuid.uuid4(), by=vera, at=at
        )

    return propose


@pytest.mark.parametrize("amount", [1, -1, 500, -500])
def test_a_small_correction_is_booked_at_once(propose: Propose, company: Company, amount: int) -> None:
    correction = propose(amount)
    assert correction.status == Correction.Status.BOOKED
    assert Balance.objects.points_of(company) == amount


@pytest.mark.parametrize("amount", [501, -501, 20_000])
def test_a_large_one_waits_for_a_second_person(propose: Propose, company: Company, amount: int) -> None:
    assert propose(amount).is_waiting
    assert not Entry.objects.exists()


def test_the_member_reads_the_reason(propose: Propose) -> None:
    entry = propose(100).entry
    assert entry is not None
    assert entry.cause == "CPS priority support corrected your points: Counted twice by mistake."


def test_the_second_person_books_it_and_both_are_remembered(
    propose: Propose, company: Company, vera: User, olga: User, at: datetime
) -> None:
    correction = propose(600)
    subscriptions.approve_correction(correction=correction, note="Checked.", by=olga, at=at)
    correction.refresh_from_db()
    assert (correction.proposed_by, correction.decided_by, correction.note) == (vera, olga, "Checked.")
    assert correction.entry is not None
    assert (correction.entry.by, correction.entry.reference) == (olga, f"correction:{correction.pk}")
    assert Balance.objects.points_of(company) == 600


def test_nobody_is_their_own_second_person(propose: Propose, vera: User, at: datetime) -> None:
    correction = propose(600)
    with pytest.raises(SamePerson):
        subscriptions.approve_correction(correction=correction, note="", by=vera, at=at)
    with pytest.raises(SamePerson):
        points.refuse_correction(correction=correction, note="No.", by=vera, at=at)
    assert not Entry.objects.exists()


def test_the_table_knows_that_too(propose: Propose, vera: User, at: datetime) -> None:
    correction = propose(600)
    waiting = Correction.objects.filter(pk=correction.pk)
    with pytest.raises(IntegrityError, match="large_correction_is_decided_by_another"), transaction.atomic():
        waiting.update(status="refused", decided_by=vera, decided_at=at)


def test_a_proposal_is_refused_with_a_word_why(propose: Propose, olga: User, at: datetime) -> None:
    correction = propose(600)
    with pytest.raises(DomainError, match="Write why"):
        points.refuse_correction(correction=correction, note=" ", by=olga, at=at)
    points.refuse_correction(correction=correction, note="The gear was sold.", by=olga, at=at)
    assert Correction.objects.get().status == Correction.Status.REFUSED


def test_only_the_person_who_proposed_it_withdraws_it(
    propose: Propose, vera: User, olga: User, at: datetime
) -> None:
    correction = propose(600)
    with pytest.raises(DomainError, match="Only the person who proposed it"):
        points.withdraw_correction(correction=correction, note="", by=olga, at=at)
    points.withdraw_correction(correction=correction, note="", by=vera, at=at)
    assert Correction.objects.get().status == Correction.Status.WITHDRAWN


@pytest.mark.parametrize("act", ["approve_correction", "refuse_correction"])
def test_what_is_decided_is_not_decided_again(propose: Propose, olga: User, at: datetime, act: str) -> None:
    correction = propose(600)
    points.approve_correction(correction=correction, note="", by=olga, at=at)
    with pytest.raises(StaleDecision):
        getattr(points, act)(correction=correction, note="Again.", by=olga, at=at)
    assert Entry.objects.count() == 1


def test_the_same_form_twice_corrects_once(propose: Propose, company: Company) -> None:
    key = uuid.uuid4()
    assert propose(100, key=key) == propose(100, key=key)
    assert Balance.objects.points_of(company) == 100
    with pytest.raises(DomainError, match="sent before"):
        propose(101, key=key)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Wanted(0, "Why"), "amount"),
        (Wanted(5, " "), "reason"),
        (Wanted(5, "Why", date(2026, 9, 15)), "since_on"),
    ],
)
def test_what_can_never_be_booked_is_refused(
    company: Company, vera: User, at: datetime, wanted: Wanted, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        subscriptions.correct_points(company=company, wanted=wanted, key=uuid.uuid4(), by=vera, at=at)
    assert refused.value.field == field


def test_a_correction_may_count_from_an_earlier_day(propose: Propose, company: Company, at: datetime) -> None:
    entry = propose(100, since_on=date(2026, 3, 1)).entry
    assert entry is not None
    assert (entry.is_backdated, entry.recorded_at) == (True, at)
    of_company = Entry.objects.of(company)
    assert of_company.counting_by(date(2026, 2, 28)).total() == 0
    assert of_company.counting_by(date(2026, 3, 1)).total() == 100


def test_a_correction_that_reaches_the_lowest_level_invites(
    propose: Propose, company: Company, olga: User, at: datetime
) -> None:
    propose(499)
    assert not Invitation.objects.exists()
    propose(1)
    assert Invitation.objects.standing().count() == 1
    propose(-1)
    assert not Invitation.objects.standing().exists()
    subscriptions.approve_correction(correction=propose(600), note="", by=olga, at=at)
    assert Invitation.objects.count() == 2


# --- the pages -------------------------------------------------------------------------------------


def fill(client: Client, company: Company, amount: str, **others: str) -> str:
    given = {
        "company": company.pk,
        "amount": amount,
        "reason": "Counted twice.",
        "key": str(uuid.uuid4()),
        **others,
    }
    return client.post("/admin/points/correction/add/", given, follow=True).content.decode()


def test_staff_propose_and_another_decides(
    as_vera: Client, client: Client, anna: User, company: Company, olga: User
) -> None:
    fill(as_vera, company, "700")
    correction = Correction.objects.get()
    address = f"/admin/points/correction/{correction.pk}/change/"
    own = as_vera.post(address, {"decision": "approve", "note": ""}, follow=True)
    assert "A second person decides it." in own.content.decode()
    client.force_login(olga)
    client.post(address, {"decision": "approve", "note": "Checked."})
    assert Correction.objects.get().decided_by == olga
    assert Balance.objects.points_of(company) == 700
    page = client.get(address).content.decode()
    assert "Vera Verifier" in page
    assert "Olga Other" in page
    assert 'name="decision"' not in page


def test_what_is_missing_is_said_beside_its_field(as_vera: Client, company: Company) -> None:
    assert "Write how many points come or go." in fill(as_vera, company, "0")
    assert "This day is yet to come." in fill(as_vera, company, "5", since_on="2099-01-01")
    assert not Correction.objects.exists()


def test_corrections_are_listed(as_vera: Client, propose: Propose, company: Company) -> None:
    propose(600)
    page = as_vera.get("/admin/points/correction/").content.decode()
    assert "waits for a second person" in page
