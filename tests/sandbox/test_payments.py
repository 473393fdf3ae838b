import pytest
import stripe

from sandbox.stripe import StripeSandbox
from tests.sandbox.conftest import SaveCard, charge_off_session

RETURN = "http://127.0.0.1:9/invoices/1"


def test_a_saved_card_is_charged_while_the_customer_is_away(
    api: stripe.StripeClient, save_card: SaveCard
) -> None:
    intent = charge_off_session(api, save_card("4242424242424242"), 8500)

    assert (intent.status, intent.amount_received, intent.currency) == ("succeeded", 8500, "eur")
    paid = api.v1.payment_intents.retrieve(intent.id, params={"expand": ["latest_charge"]})
    assert isinstance(paid.latest_charge, stripe.Charge)
    assert paid.latest_charge.paid


@pytest.mark.parametrize(
    ("number", "code", "decline_code"),
    [
        ("4000000000000341", "card_declined", "generic_decline"),
        ("4000008260003178", "card_declined", "insufficient_funds"),
        ("4000002760003184", "authentication_required", "authentication_required"),
    ],
)
def test_a_declined_charge_is_a_402_with_the_intent_inside(
    number: str, code: str, decline_code: str, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    card = save_card(number)

    with pytest.raises(stripe.CardError) as refused:
        charge_off_session(api, card)

    error = refused.value.error
    assert error
    assert error.payment_intent
    assert (refused.value.http_status, error.code, error.decline_code) == (402, code, decline_code)
    kept = api.v1.payment_intents.retrieve(error.payment_intent.id)
    assert kept.status == "requires_payment_method"
    assert kept.last_payment_error
    assert kept.last_payment_error.payment_method
    assert (kept.last_payment_error.code, kept.last_payment_error.payment_method.id) == (code, card[1])
    assert [event.type for event in api.v1.events.list(params={"limit": 1})] == [
        "payment_intent.payment_failed"
    ]


def test_a_card_that_wore_out_meanwhile_is_declined(
    sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    card = save_card("4242424242424242")
    sandbox.advance(20 * 365 * 24 * 60 * 60)

    with pytest.raises(stripe.CardError) as refused:
        charge_off_session(api, card)

    assert refused.value.code == "expired_card"


def ask_the_customer(api: stripe.StripeClient, save_card: SaveCard, number: str) -> tuple[str, str]:
    """Fail off session, confirm on session, and return the intent with the address of its page."""
    card = save_card(number)
    with pytest.raises(stripe.CardError) as refused:
        charge_off_session(api, card)
    assert refused.value.error
    assert refused.value.error.payment_intent
    intent = api.v1.payment_intents.confirm(
        refused.value.error.payment_intent.id, params={"payment_method": card[1], "return_url": RETURN}
    )
    assert intent.status == "requires_action"
    assert intent.next_action
    assert intent.next_action.redirect_to_url
    assert intent.next_action.redirect_to_url.url
    return intent.id, intent.next_action.redirect_to_url.url


def test_the_customer_confirms_a_charge_on_session(
    sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    intent, page = ask_the_customer(api, save_card, "4000002760003184")

    gone_to = sandbox.visitor.approve(page)

    assert gone_to.startswith(f"{RETURN}?payment_intent={intent}")
    assert gone_to.endswith("redirect_status=succeeded")
    assert api.v1.payment_intents.retrieve(intent).status == "succeeded"


def test_the_customer_may_fail_to_confirm(
    sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    intent, page = ask_the_customer(api, save_card, "4000002760003184")

    assert sandbox.visitor.refuse(page).endswith("redirect_status=failed")

    error = api.v1.payment_intents.retrieve(intent).last_payment_error
    assert error
    assert error.code == "payment_intent_authentication_failure"


def test_a_confirmed_charge_may_still_be_declined(
    sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    intent, page = ask_the_customer(api, save_card, "4000008260003178")

    assert sandbox.visitor.approve(page).endswith("redirect_status=failed")

    error = api.v1.payment_intents.retrieve(intent).last_payment_error
    assert error
    assert error.decline_code == "insufficient_funds"


def test_a_paid_intent_cannot_be_confirmed_or_cancelled(
    api: stripe.StripeClient, save_card: SaveCard
) -> None:
    card = save_card("4242424242424242")
    intent = charge_off_session(api, card)

    with pytest.raises(stripe.InvalidRequestError) as twice:
        api.v1.payment_intents.confirm(intent.id, params={"return_url": RETURN})
    with pytest.raises(stripe.InvalidRequestError) as late:
        api.v1.payment_intents.cancel(intent.id)

    assert (twice.value.code, late.value.code) == ("payment_intent_unexpected_state",) * 2


def test_an_open_intent_can_be_cancelled(api: stripe.StripeClient) -> None:
    intent = api.v1.payment_intents.create(params={"amount": 8500, "currency": "eur"})

    cancelled = api.v1.payment_intents.cancel(intent.id, params={"cancellation_reason": "abandoned"})

    assert (cancelled.status, cancelled.cancellation_reason) == ("canceled", "abandoned")


def test_intents_of_a_customer_are_listed_newest_first_page_by_page(
    api: stripe.StripeClient, save_card: SaveCard
) -> None:
    card, other = save_card("4242424242424242"), save_card("4242424242424242")
    made = [charge_off_session(api, card, cents).id for cents in (100, 200, 300)]
    charge_off_session(api, other)

    first = api.v1.payment_intents.list(params={"customer": card[0], "limit": 2})
    rest = api.v1.payment_intents.list(
        params={"customer": card[0], "limit": 2, "starting_after": first.data[-1].id}
    )

    assert [intent.id for intent in [*first.data, *rest.data]] == made[::-1]
    assert (first.has_more, rest.has_more) == (True, False)
    assert [intent.id for intent in first.auto_paging_iter()] == made[::-1]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amount": 49}, "amount_too_small"),
        ({"amount": 100_000_000}, "amount_too_large"),
        ({"customer": "cus_nobody"}, "resource_missing"),
        ({"payment_method": "pm_nothing"}, "resource_missing"),
        ({"off_session": True}, None),
        ({"confirm": True, "return_url": RETURN}, "payment_intent_unexpected_state"),
    ],
)
def test_an_impossible_intent_is_refused(
    given: dict[str, object], code: str | None, api: stripe.StripeClient
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.payment_intents.create(params={"amount": 8500, "currency": "eur", **given})  # type: ignore[typeddict-item]

    assert (refused.value.http_status, refused.value.code) == (400, code)
    assert api.v1.payment_intents.list().data == []


def test_a_card_of_another_customer_is_refused(api: stripe.StripeClient, save_card: SaveCard) -> None:
    anna, otto = save_card("4242424242424242"), save_card("4242424242424242")

    with pytest.raises(stripe.InvalidRequestError, match="must be attached to the customer"):
        charge_off_session(api, (anna[0], otto[1]))


def test_a_confirmation_in_front_of_the_customer_needs_a_way_back(
    api: stripe.StripeClient, save_card: SaveCard
) -> None:
    customer, method = save_card("4242424242424242")

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.payment_intents.create(
            params={
                "amount": 8500,
                "currency": "eur",
                "customer": customer,
                "payment_method": method,
                "confirm": True,
            }
        )

    assert refused.value.param == "return_url"


def test_refunds_never_exceed_the_charge(api: stripe.StripeClient, save_card: SaveCard) -> None:
    intent = charge_off_session(api, save_card("4242424242424242"), 8500)
    part = api.v1.refunds.create(params={"payment_intent": intent.id, "amount": 3500})

    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        api.v1.refunds.create(params={"payment_intent": intent.id, "amount": 5001})
    rest = api.v1.refunds.create(params={"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as over:
        api.v1.refunds.create(params={"payment_intent": intent.id})

    assert (part.amount, rest.amount, over.value.code) == (3500, 5000, "charge_already_refunded")
    listed = api.v1.refunds.list(params={"payment_intent": intent.id})
    assert [refund.id for refund in listed.data] == [rest.id, part.id]
    assert api.v1.refunds.retrieve(part.id).status == "succeeded"


def test_an_unpaid_intent_cannot_be_refunded(api: stripe.StripeClient) -> None:
    intent = api.v1.payment_intents.create(params={"amount": 8500, "currency": "eur"})

    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        api.v1.refunds.create(params={"payment_intent": intent.id})


@pytest.mark.parametrize(
    ("number", "reason", "status"),
    [
        ("4000000000000259", "fraudulent", "needs_response"),
        ("4000000000002685", "product_not_received", "needs_response"),
        ("4000000000001976", "general", "warning_needs_response"),
    ],
)
def test_a_card_whose_bank_disputes_the_charge(
    number: str,
    reason: str,
    status: str,
    sandbox: StripeSandbox,
    api: stripe.StripeClient,
    save_card: SaveCard,
) -> None:
    intent = charge_off_session(api, save_card(number), 8500)

    (dispute,) = api.v1.disputes.list(params={"payment_intent": intent.id}).data
    assert (dispute.reason, dispute.status, dispute.amount) == (reason, status, 8500)
    sandbox.decide_dispute(dispute.id, "lost")
    assert api.v1.disputes.retrieve(dispute.id).status == "lost"


@pytest.mark.parametrize(
    ("number", "first", "later", "refunded"),
    [
        ("4242424242424242", "succeeded", "succeeded", 8500),
        ("4000000000007726", "pending", "succeeded", 8500),
        ("4000000000005126", "succeeded", "failed", 0),
    ],
)
def test_what_becomes_of_a_refund(
    number: str,
    first: str,
    later: str,
    refunded: int,
    sandbox: StripeSandbox,
    api: stripe.StripeClient,
    save_card: SaveCard,
) -> None:
    intent = charge_off_session(api, save_card(number), 8500)
    refund = api.v1.refunds.create(params={"payment_intent": intent.id})
    assert refund.status == first

    sandbox.advance(2 * 60 * 60)

    assert api.v1.refunds.retrieve(refund.id).status == later
    charge = api.v1.payment_intents.retrieve(intent.id, params={"expand": ["latest_charge"]}).latest_charge
    assert isinstance(charge, stripe.Charge)
    assert charge.amount_refunded == refunded


def test_a_saved_card_may_turn_bad(
    sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    card = save_card("4242424242424242")
    sandbox.turn_card(card[1], "4000000000009979")

    with pytest.raises(stripe.CardError) as refused:
        charge_off_session(api, card)

    assert refused.value.error
    assert refused.value.error.decline_code == "stolen_card"
