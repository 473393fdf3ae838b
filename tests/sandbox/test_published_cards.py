"""Every published test card with its documented outcome: https://docs.stripe.com/testing."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import stripe

from sandbox.stripe import StripeSandbox
from sandbox.stripe.cards import CARDS
from tests.sandbox.conftest import SaveCard, charge_off_session

RETURN = "http://127.0.0.1:9/invoices/1"
PAID = "succeeded"


@dataclass(frozen=True)
class Outcome:
    """What happens when it is saved, charged while its holder is away, and charged in front of them."""

    saved: str = PAID
    away: str = PAID
    there: str = PAID
    asks_to_save: bool = False
    asks_to_pay: bool = False
    disputed: str = ""
    refund: str = PAID


GOOD = Outcome()
ASKS_IN_FRONT = Outcome(asks_to_save=True, asks_to_pay=True)
BRANDS = [
    *("4242424242424242", "4000056655665556", "5555555555554444", "5200828282828210", "2223003122003222"),
    *("378282246310005", "6011111111111117", "3056930009020004", "3566002020360505", "6200000000000005"),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[StripeSandbox]:
    """One for all: each story has a customer and a card of its own."""
    with StripeSandbox() as peer:
        yield peer


def refused(code: str) -> Outcome:
    return Outcome(saved=code)


PUBLISHED = {
    **dict.fromkeys(BRANDS, GOOD),
    # 3-D Secure
    "4000000000003220": ASKS_IN_FRONT,
    "4000002500003155": ASKS_IN_FRONT,
    "4000003800000446": Outcome(asks_to_pay=True),
    "4000002760003184": Outcome(asks_to_save=True, asks_to_pay=True, away="authentication_required"),
    "4000008260003178": Outcome(
        asks_to_save=True, asks_to_pay=True, away="insufficient_funds", there="insufficient_funds"
    ),
    "4000008400001629": Outcome(
        asks_to_save=True,
        asks_to_pay=True,
        saved="generic_decline",
        away="authentication_required",
        there="generic_decline",
    ),
    "4000000000003055": GOOD,
    "4000000000003097": GOOD,
    # declines
    "4000000000000341": Outcome(away="generic_decline", there="generic_decline"),
    "4000000000000002": refused("generic_decline"),
    "4000000000009995": refused("insufficient_funds"),
    "4000000000009987": refused("lost_card"),
    "4000000000009979": refused("stolen_card"),
    "4000000000000069": refused("expired_card"),
    "4000000000000127": refused("incorrect_cvc"),
    "4000000000000119": refused("processing_error"),
    "4000000000006975": refused("card_velocity_exceeded"),
    "4100000000000019": refused("fraudulent"),
    # disputes and refunds
    "4000000000000259": Outcome(disputed="fraudulent"),
    "4000000000002685": Outcome(disputed="product_not_received"),
    "4000000000001976": Outcome(disputed="general"),
    "4000000000007726": Outcome(refund="pending"),
    "4000000000005126": Outcome(refund="succeeded, then failed"),
}
CHARGEABLE = [number for number, outcome in PUBLISHED.items() if outcome.saved == PAID]


def test_the_sandbox_plays_these_cards_and_no_others() -> None:
    assert set(PUBLISHED) == {card.number for card in CARDS}


@pytest.mark.parametrize("number", PUBLISHED)
def test_what_becomes_of_a_card_that_is_saved(
    number: str, sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    wanted, page = PUBLISHED[number], str(session.url)
    cvc = "1234" if number.startswith("37") else "123"

    gone_to = sandbox.visitor.type_card(page, number, cvc=cvc)
    assert gone_to.endswith("/authenticate") == wanted.asks_to_save
    if wanted.asks_to_save:
        sandbox.visitor.approve(gone_to)

    opened = api.v1.checkout.sessions.retrieve(session.id, params={"expand": ["setup_intent"]})
    intent = opened.setup_intent
    assert isinstance(intent, stripe.SetupIntent)
    error = intent.last_setup_error
    said = error.to_dict().get("decline_code") or error.code if error else intent.status
    assert (said, opened.status) == (wanted.saved, "complete" if wanted.saved == PAID else "open")


def test_a_number_with_a_wrong_digit_is_refused_by_the_page(
    sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    assert sandbox.visitor.type_card(str(session.url), "4242424242424241") == ""
    assert api.v1.checkout.sessions.retrieve(session.id).status == "open"


@pytest.mark.parametrize("number", [*CHARGEABLE, "4000008400001629"])
def test_what_becomes_of_its_charge(
    number: str, sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    wanted = PUBLISHED[number]
    card = save_card(number if number in CHARGEABLE else BRANDS[0])
    sandbox.turn_card(card[1], number)

    assert away(api, card) == wanted.away
    assert there(sandbox, api, card) == (wanted.asks_to_pay, wanted.there)


def away(api: stripe.StripeClient, card: tuple[str, str]) -> str:
    try:
        return charge_off_session(api, card).status
    except stripe.CardError as refusal:
        return code_of(refusal)


def code_of(refusal: stripe.CardError) -> str:
    told = refusal.error.decline_code if refusal.error else None
    return str(told or refusal.code)


def there(sandbox: StripeSandbox, api: stripe.StripeClient, card: tuple[str, str]) -> tuple[bool, str]:
    """Charge in front of the customer, who confirms: tell whether that was asked, and what came of it."""
    intent = api.v1.payment_intents.create(params={"amount": 8500, "currency": "eur", "customer": card[0]})
    given: dict[str, str] = {"payment_method": card[1], "return_url": RETURN}
    try:
        intent = api.v1.payment_intents.confirm(intent.id, params=given)  # type: ignore[arg-type]
    except stripe.CardError as refusal:
        return False, code_of(refusal)
    action = intent.next_action
    if action is not None:
        assert action.redirect_to_url
        sandbox.visitor.approve(str(action.redirect_to_url.url))
        intent = api.v1.payment_intents.retrieve(intent.id)
    error = intent.last_payment_error
    return action is not None, str(error.decline_code) if error else intent.status


@pytest.mark.parametrize("number", [card for card, outcome in PUBLISHED.items() if outcome.disputed])
def test_what_its_bank_wants_back(number: str, api: stripe.StripeClient, save_card: SaveCard) -> None:
    intent = charge_off_session(api, save_card(number))
    (dispute,) = api.v1.disputes.list(params={"payment_intent": intent.id}).data
    assert dispute.reason == PUBLISHED[number].disputed


@pytest.mark.parametrize("number", ["4242424242424242", "4000000000007726", "4000000000005126"])
def test_what_becomes_of_its_refund(
    number: str, sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    refund = api.v1.refunds.create(params={"payment_intent": charge_off_session(api, save_card(number)).id})
    sandbox.advance(2 * 60 * 60)
    later = str(api.v1.refunds.retrieve(refund.id).status)
    wanted = PUBLISHED[number].refund
    assert wanted == (refund.status if later == PAID else f"{refund.status}, then {later}")
