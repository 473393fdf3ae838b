"""A serial number that another company has registered: asked for, released, decided, or left where it is."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from post_office.models import Email

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError, StaleDecision
from points.models import Balance, Entry
from products import actions
from products.actions import Details
from products.dates import DAY, PartialDate
from products.models import Product, Registration, Transfer
from products.models.transfers import MOVES
from tests.factories import PointValueFactory, ProductFactory

SERIAL = "613186091390"
WHOLE = Details(SERIAL, PartialDate(date(2024, 9, 19), DAY), "LV", "Foto Mājas")
Status = Transfer.Status


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def points_of(person: User) -> int:
    return Balance.objects.points_of(person.role.company)


def register(person: User, product: Product, at: datetime, details: Details = WHOLE) -> Registration:
    return actions.register(
        company=person.role.company, by=person, product=product, details=details, key=uuid.uuid4(), at=at
    )


@pytest.fixture
def r5(db: None) -> Product:
    """A camera worth 310 points."""
    product = ProductFactory.create(name="EOS R5", launch_year=2020)
    PointValueFactory.create(product=product, points=310)
    return product


@pytest.fixture
def ottos(stranger: User, r5: Product, at: datetime) -> Registration:
    """The camera as the other company has it registered."""
    return register(stranger, r5, at)


@pytest.fixture
def asked(anna: User, ottos: Registration, at: datetime) -> Transfer:
    """Anna's company asks for it."""
    return actions.claim(
        company=anna.role.company, by=anna, product=ottos.product, details=WHOLE, key=uuid.uuid4(), at=at
    )


# --- asking ----------------------------------------------------------------------------------------


def test_asking_saves_the_product_without_its_serial_and_without_points(asked: Transfer, anna: User) -> None:
    assert (asked.wanted.serial, asked.wanted.dealer) == ("", "Foto Mājas")
    assert asked.status == Status.ASKED
    assert points_of(anna) == 0


def test_the_other_company_is_asked_by_mail_and_not_told_who_asks(
    asked: Transfer, anna: User, stranger: User
) -> None:
    letter = Email.objects.get()
    assert letter.to == [stranger.email]
    assert f"/products/transfers/{asked.pk}/" in letter.message
    assert "EOS R5, serial number 613186091390" in letter.message
    assert anna.role.company.legal_name not in letter.message + letter.html_message


def test_the_same_form_twice_asks_once(anna: User, ottos: Registration, at: datetime) -> None:
    facts: dict[str, Any] = {
        "company": anna.role.company,
        "by": anna,
        "product": ottos.product,
        "details": WHOLE,
    }
    key = uuid.uuid4()
    assert actions.claim(**facts, key=key, at=at) == actions.claim(**facts, key=key, at=at)
    assert Transfer.objects.count() == 1


def test_a_third_company_that_asks_meanwhile_is_sent_to_support(
    asked: Transfer, ottos: Registration, at: datetime
) -> None:
    other = register(asked.asked_by, ottos.product, at, Details())
    with pytest.raises(actions.AskedAlready, match="being asked for already"):
        actions.ask_for(registration=other, serial=SERIAL, by=asked.asked_by, at=at)


def test_a_number_that_nobody_has_is_not_asked_for(anna: User, r5: Product, at: datetime) -> None:
    with pytest.raises(StaleDecision, match="free now"):
        actions.claim(company=anna.role.company, by=anna, product=r5, details=WHOLE, key=uuid.uuid4(), at=at)
    assert not Registration.objects.exists()


def test_an_unfinished_registration_may_ask_too(
    anna: User, stranger: User, ottos: Registration, at: datetime
) -> None:
    mine = register(anna, ottos.product, at, WHOLE.without_serial())
    asked = actions.ask_for(registration=mine, serial=SERIAL, by=anna, at=at)
    actions.release(claim=asked, by=stranger, at=at)
    mine.refresh_from_db()
    assert (mine.serial, mine.is_complete) == (SERIAL, True)


# --- every end of a request ------------------------------------------------------------------------


def test_a_release_moves_the_points_by_paired_entries(
    asked: Transfer, anna: User, stranger: User, at: datetime
) -> None:
    later = at + timedelta(days=1)
    actions.release(claim=asked, by=stranger, at=later)
    assert (points_of(anna), points_of(stranger)) == (310, 0)
    gone, come = Entry.objects.order_by("-pk")[:2][::-1]
    assert (gone.company, gone.amount) == (stranger.role.company, -310)
    assert gone.cause == "EOS R5, serial number 613186091390, was transferred to another company."
    assert (come.company, come.amount) == (anna.role.company, 310)
    assert come.cause == "EOS R5, serial number 613186091390, was transferred to you."
    ended = Registration.objects.get(pk=asked.given_id)
    assert (ended.end, ended.ended_at) == (Registration.End.HANDED_OVER, later)


def test_what_lacks_something_else_is_transferred_without_points(
    anna: User, stranger: User, ottos: Registration, at: datetime
) -> None:
    asked = actions.claim(
        company=anna.role.company,
        by=anna,
        product=ottos.product,
        details=Details(SERIAL),
        key=uuid.uuid4(),
        at=at,
    )
    actions.release(claim=asked, by=stranger, at=at)
    asked.wanted.refresh_from_db()
    assert asked.wanted.missing == ["purchased", "country", "dealer"]
    assert (points_of(anna), points_of(stranger)) == (0, 0)


def test_staff_grant_it_with_a_reason_that_the_claimant_reads(
    asked: Transfer, anna: User, stranger: User, vera: User, at: datetime
) -> None:
    actions.dispute_transfer(claim=asked, by=stranger, at=at)
    actions.grant(claim=asked, reason="The invoice names you.", by=vera, at=at)
    assert (points_of(anna), points_of(stranger)) == (310, 0)
    letter = Email.objects.filter(to=anna.email).latest("pk")
    assert "Our reason: The invoice names you." in letter.message


def test_a_sale_meanwhile_frees_the_serial_at_once(
    asked: Transfer, anna: User, stranger: User, at: datetime
) -> None:
    actions.end(registration=asked.given, reason="sold", by=stranger, at=at)
    asked.refresh_from_db()
    assert asked.status == Status.FREED
    whole = actions.fill_in(registration=asked.wanted, details=Details(SERIAL), by=anna, at=at)
    assert whole.is_complete
    assert (points_of(anna), points_of(stranger)) == (310, 0)


def test_the_end_of_the_product_that_asks_withdraws_the_request(
    asked: Transfer, anna: User, at: datetime
) -> None:
    actions.end(registration=asked.wanted, reason="sold", by=anna, at=at)
    asked.refresh_from_db()
    assert asked.status == Status.WITHDRAWN


def test_no_answer_in_time_closes_the_request_and_staff_may_still_decide(
    asked: Transfer, anna: User, vera: User, at: datetime
) -> None:
    assert actions.expire_due(at=asked.answer_until - timedelta(seconds=1)) == 0
    assert actions.expire_due(at=asked.answer_until) == 1
    assert actions.expire_due(at=asked.answer_until) == 0
    asked.refresh_from_db()
    assert asked.status == Status.EXPIRED
    assert "has not answered in time" in Email.objects.filter(to=anna.email).latest("pk").message
    actions.grant(claim=asked, reason="No answer.", by=vera, at=asked.answer_until)
    assert points_of(anna) == 310


def test_while_it_is_asked_for_neither_side_changes_the_number(
    asked: Transfer, anna: User, stranger: User, at: datetime
) -> None:
    with pytest.raises(DomainError, match="Withdraw the request first"):
        actions.fill_in(registration=asked.wanted, details=Details("222222"), by=anna, at=at)
    given, other = asked.given, Details("222222")
    facts: dict[str, Any] = {
        "product": given.product,
        "details": other,
        "seen": given.last_event,
        "by": stranger,
        "at": at,
    }
    with pytest.raises(DomainError, match="Answer the request first"):
        actions.correct(registration=given, **facts)


VERBS: dict[str, Callable[..., Any]] = {
    "release": lambda claim, by, at: actions.release(claim=claim, by=by, at=at),
    "contest": lambda claim, by, at: actions.dispute_transfer(claim=claim, by=by, at=at),
    "withdraw": lambda claim, by, at: actions.withdraw(claim=claim, by=by, at=at),
    "grant": lambda claim, by, at: actions.grant(claim=claim, reason="So.", by=by, at=at),
    "decline": lambda claim, by, at: actions.decline(claim=claim, reason="So.", by=by, at=at),
}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_state_does_what_the_table_says(
    asked: Transfer, stranger: User, at: datetime, verb: str, status: Transfer.Status
) -> None:
    Transfer.objects.update(status=status)
    origins, target = MOVES[verb]
    if status in origins:
        VERBS[verb](asked, stranger, at)
    else:
        with pytest.raises(StaleDecision, match="settled meanwhile"):
            VERBS[verb](asked, stranger, at)
    asked.refresh_from_db()
    assert asked.status == (target if status in origins else status)
    assert not Balance.objects.differing().exists()


# --- the pages -------------------------------------------------------------------------------------


def form(product: Product) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "product": product.pk,
        "serial": SERIAL,
        "purchased": "September 2024",
        "country": "LV",
        "dealer": "Foto Mājas",
    }


def test_a_taken_number_offers_the_transfer_and_names_nobody(as_anna: Client, ottos: Registration) -> None:
    sent = form(ottos.product)
    page = text_of(as_anna.post("/products/register/", sent))
    assert 'formaction="/products/transfers/ask/"' in page
    assert ottos.company.legal_name not in page
    page = text_of(as_anna.post("/products/transfers/ask/", sent, follow=True))
    assert "Your request for the serial number 613186091390" in page
    assert ottos.company.legal_name not in page
    assert "Waiting: another company has the serial number" in text_of(as_anna.get("/products/"))


def test_the_other_owner_sees_the_request_and_releases_it(
    client: Client, asked: Transfer, anna: User, stranger: User
) -> None:
    client.force_login(stranger)
    assert f'href="/products/transfers/{asked.pk}/"' in text_of(client.get("/products/"))
    page = text_of(client.get(f"/products/transfers/{asked.pk}/"))
    assert "Do you still have EOS R5?" in page
    assert anna.role.company.legal_name not in page
    page = text_of(client.post(f"/products/transfers/{asked.pk}/release/", follow=True))
    assert "The product is transferred, and its points with it." in page
    assert "Transferred to another company" in page
    assert points_of(anna) == 310


def test_we_still_have_it_leaves_the_decision_to_staff(
    client: Client, asked: Transfer, stranger: User, as_vera: Client, anna: User
) -> None:
    client.force_login(stranger)
    client.post(f"/products/transfers/{asked.pk}/contest/")
    path = f"/admin/products/transfer/{asked.pk}"
    page = text_of(as_vera.get(f"{path}/change/", follow=True))
    assert stranger.role.company.legal_name in page
    assert anna.role.company.legal_name in page
    assert "Say why" in text_of(as_vera.post(f"{path}/decline/", {"reason": ""}))
    as_vera.post(f"{path}/decline/", {"reason": "The invoice names another company."})
    asked.refresh_from_db()
    assert (asked.status, points_of(stranger)) == (Status.DECLINED, 310)
    client.force_login(anna)
    page = text_of(client.get(f"/products/{asked.wanted_id}/"))
    assert "Our reason: The invoice names another company." in page


def test_a_freed_number_stands_in_the_form_already(
    as_anna: Client, asked: Transfer, stranger: User, at: datetime
) -> None:
    assert "serial" not in as_anna.get(f"/products/{asked.wanted_id}/").context["form"].fields
    actions.end(registration=asked.given, reason="sold", by=stranger, at=at)
    assert f'value="{SERIAL}"' in text_of(as_anna.get(f"/products/{asked.wanted_id}/"))


def test_the_claimant_withdraws(as_anna: Client, asked: Transfer) -> None:
    page = text_of(as_anna.post(f"/products/transfers/{asked.pk}/withdraw/", follow=True))
    assert "Your request is withdrawn." in page
    asked.refresh_from_db()
    assert asked.status == Status.WITHDRAWN


@pytest.mark.parametrize("verb", ["", "release/", "contest/"])
def test_only_the_company_that_has_it_can_answer(as_anna: Client, asked: Transfer, verb: str) -> None:
    path = f"/products/transfers/{asked.pk}/{verb}"
    assert (as_anna.post(path) if verb else as_anna.get(path)).status_code == 404


def test_only_the_company_that_asked_can_withdraw(client: Client, asked: Transfer, stranger: User) -> None:
    client.force_login(stranger)
    assert client.post(f"/products/transfers/{asked.pk}/withdraw/").status_code == 404


def test_staff_without_the_right_do_not_decide(client: Client, asked: Transfer, vera: User) -> None:
    vera.is_superuser = False
    vera.save()
    client.force_login(vera)
    assert client.post(f"/admin/products/transfer/{asked.pk}/grant/", {"reason": "x"}).status_code == 403


def test_the_list_of_transfers_is_there_for_staff(as_vera: Client, asked: Transfer, company: Company) -> None:
    assert SERIAL in text_of(as_vera.get("/admin/products/transfer/"))


def test_the_pages_of_a_request_need_few_queries(
    as_anna: Client, asked: Transfer, stranger: User, django_assert_max_num_queries: Any
) -> None:
    theirs = Client()
    theirs.force_login(stranger)
    with django_assert_max_num_queries(12):
        as_anna.get(f"/products/{asked.wanted_id}/")
    with django_assert_max_num_queries(12):
        theirs.get(f"/products/{asked.given_id}/")
    with django_assert_max_num_queries(5):
        theirs.get(f"/products/transfers/{asked.pk}/")
    with django_assert_max_num_queries(8):
        theirs.get(f"/products/{asked.given_id}/correct/")
