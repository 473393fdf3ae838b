"""A card through Stripe's page: the official SDK over HTTP against the sandbox."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User, VatCheck
from billing import actions as billing
from billing.actions import CardNotAuthorised
from billing.gateway import GatewayAway
from billing.models import CardAuthorisation, Invoice
from sandbox.stripe import FaultKind, StripeSandbox
from subscriptions.models import SignUp, Term

pytestmark = pytest.mark.django_db

REFUSED = "4000000000000002"
ASKS_FIRST = "4000002500003155"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en-gb"):
        yield


def visit(sign_up: SignUp, by: User, at: datetime) -> CardAuthorisation:
    return billing.begin_card(sign_up=sign_up, by=by, at=at)


def test_a_card_is_authorised_and_the_membership_starts(
    sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    card = visit(sign_up, anna, now)
    gone_to = stripe_sandbox.visitor.save_card(card.url)
    session_id = parse_qs(urlsplit(gone_to).query)["session_id"][0]
    term = billing.finish_card(session_id=session_id, at=now)
    card.refresh_from_db()
    assert (term.sign_up, term.payment) == (sign_up, SignUp.Payment.CARD)
    assert card.is_authorised
    assert card.spoken == "Visa •••• 4242"
    assert (card.expires_month, card.expires_year) == (12, 2034)
    assert card.payment_method_id.startswith("pm_")
    assert "charge my card" in card.mandate


def test_nothing_of_the_card_is_kept_but_ids_brand_digits_and_expiry(
    sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    card = visit(sign_up, anna, now)
    stripe_sandbox.visitor.save_card(card.url)
    billing.finish_card(session_id=card.session_id, at=now)
    kept = str(CardAuthorisation.objects.values().get())
    assert "4242424242424242" not in kept
    assert "'last_four': '4242'" in kept


def test_the_intent_is_for_charges_without_the_customer(
    sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    card = visit(sign_up, anna, now)
    stripe_sandbox.visitor.save_card(card.url)
    billing.finish_card(session_id=card.session_id, at=now)
    card.refresh_from_db()
    intent = stripe_sandbox.store.get("setup_intent", card.setup_intent_id)
    assert intent["usage"] == "off_session"
    assert intent["metadata"] == {"authorisation": str(card.pk)}


def test_a_card_that_asks_its_holder_is_authorised_after_the_answer(
    sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    card = visit(sign_up, anna, now)
    stripe_sandbox.visitor.save_card(card.url, number=ASKS_FIRST)
    assert billing.finish_card(session_id=card.session_id, at=now).payment == SignUp.Payment.CARD


def test_a_refused_card_leaves_the_sign_up_open_and_offers_the_transfer(
    sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    card = visit(sign_up, anna, now)
    stripe_sandbox.visitor.type_card(card.url, REFUSED)
    with pytest.raises(CardNotAuthorised, match=r"Some banks do this even with good cards.*bank transfer"):
        billing.finish_card(session_id=card.session_id, at=now)
    assert not Term.objects.exists()
    term = billing.pay_by_transfer(sign_up=sign_up, at=now)
    card.refresh_from_db()
    assert term.payment == SignUp.Payment.TRANSFER
    assert card.status == CardAuthorisation.Status.ENDED


def test_whoever_leaves_the_card_page_may_go_back_to_the_same_one(
    sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    first = visit(sign_up, anna, now)
    with pytest.raises(CardNotAuthorised, match="left the card page"):
        billing.finish_card(session_id=first.session_id, at=now)
    again = visit(sign_up, anna, now)
    assert (again.pk, again.url) == (first.pk, first.url)


def test_a_card_page_that_expired_is_replaced(
    sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    first = visit(sign_up, anna, now)
    stripe_sandbox.advance(25 * 3600)
    with pytest.raises(CardNotAuthorised, match="has expired"):
        billing.finish_card(session_id=first.session_id, at=now)
    again = visit(sign_up, anna, now)
    assert again.pk != first.pk
    assert again.customer_id == first.customer_id
    stripe_sandbox.visitor.save_card(again.url)
    assert billing.finish_card(session_id=again.session_id, at=now)


def test_the_button_pressed_again_after_the_card_was_given_leads_to_the_return_page(
    sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    card = visit(sign_up, anna, now)
    stripe_sandbox.visitor.save_card(card.url)
    assert visit(sign_up, anna, now).url.endswith(
        f"{reverse('billing:card_return')}?session_id={card.session_id}"
    )


@pytest.mark.parametrize("lost", ["POST /v1/customers", "POST /v1/checkout/sessions"])
def test_a_lost_answer_of_stripe_makes_no_second_customer_or_page(
    lost: str, sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    stripe_sandbox.faults.add(FaultKind.CUT, lost)
    with pytest.raises(GatewayAway):
        visit(sign_up, anna, now)
    assert visit(sign_up, anna, now).url
    assert len(stripe_sandbox.store.newest("customer")) == 1
    assert len(stripe_sandbox.store.newest("checkout.session")) == 1


@pytest.mark.parametrize("broken", ["POST /v1/customers", "POST /v1/checkout/sessions"])
def test_an_error_of_stripe_is_said_and_the_next_click_works(
    broken: str, sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    stripe_sandbox.faults.add(FaultKind.SERVER_ERROR, broken, times=9)
    with pytest.raises(GatewayAway, match="cannot be reached just now"):
        visit(sign_up, anna, now)
    stripe_sandbox.faults.clear()
    assert visit(sign_up, anna, now).url
    assert CardAuthorisation.objects.open().count() == 1


def test_a_card_that_comes_after_the_transfer_was_chosen_changes_nothing(
    sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    card = visit(sign_up, anna, now)
    term = billing.pay_by_transfer(sign_up=sign_up, at=now)
    stripe_sandbox.visitor.save_card(card.url)
    assert billing.finish_card(session_id=card.session_id, at=now) == term
    card.refresh_from_db()
    assert card.status == CardAuthorisation.Status.ENDED
    assert not card.payment_method_id


def test_an_invoice_by_card_names_the_card(
    sign_up: SignUp, anna: User, now: datetime, proof: VatCheck, stripe_sandbox: StripeSandbox
) -> None:
    card = visit(sign_up, anna, now)
    stripe_sandbox.visitor.save_card(card.url, number="5555555555554444")
    billing.finish_card(session_id=card.session_id, at=now)
    billing.issue_due(at=now)
    invoice = Invoice.objects.get()
    assert invoice.is_by_card
    assert invoice.card is not None
    assert invoice.card.spoken == "Mastercard •••• 4444"


def test_the_whole_way_through_the_doors(
    as_anna: Client, sign_up: SignUp, stripe_sandbox: StripeSandbox
) -> None:
    to_stripe = as_anna.post(reverse("billing:payment"), {"level": "silver", "payment": "card"})
    assert to_stripe.url.startswith(stripe_sandbox.url)  # type: ignore[attr-defined]
    back = urlsplit(stripe_sandbox.visitor.save_card(to_stripe.url))  # type: ignore[attr-defined]
    done = as_anna.get(f"{back.path}?{back.query}", follow=True)
    assert done.redirect_chain[-1][0] == reverse("billing:done")
    assert "Subscription active" in done.content.decode()
    again = as_anna.get(f"{back.path}?{back.query}", follow=True)
    assert again.redirect_chain[-1][0] == reverse("billing:done")
    assert Term.objects.count() == 1


def test_a_refused_card_comes_back_to_the_payment_page_with_the_reason(
    as_anna: Client, sign_up: SignUp, stripe_sandbox: StripeSandbox
) -> None:
    to_stripe = as_anna.post(reverse("billing:payment"), {"level": "silver", "payment": "card"})
    stripe_sandbox.visitor.type_card(to_stripe.url, REFUSED)  # type: ignore[attr-defined]
    back = urlsplit(stripe_sandbox.visitor.cancel(to_stripe.url))  # type: ignore[attr-defined]
    page = as_anna.get(f"{back.path}?{back.query}", follow=True)
    assert page.redirect_chain[-1][0] == reverse("billing:payment")
    text = page.content.decode()
    assert "Some banks do this even with good cards" in text
    assert "Bank transfer" in text


def test_a_strangers_session_is_not_found(
    client: Client, stranger: User, sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    card = visit(sign_up, anna, now)
    client.force_login(stranger)
    assert client.get(reverse("billing:card_return"), {"session_id": card.session_id}).status_code == 404
    assert client.get(reverse("billing:card_return"), {"session_id": "cs_\0"}).status_code == 404
