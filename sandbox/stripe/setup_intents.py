from sandbox.stripe import payment_methods
from sandbox.stripe.call import Call
from sandbox.stripe.cards import Card, Decline
from sandbox.stripe.customers import EXPAND
from sandbox.stripe.parameters import Parameter, Schema
from sandbox.stripe.refusals import Fields
from sandbox.stripe.store import new_id

RETRIEVE: Schema = {"client_secret": Parameter(), "expand": EXPAND}

NOT_AUTHENTICATED = Decline(
    "setup_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. "
    "Please choose a different payment method and try again.",
)


def create(call: Call, customer: str | None, given: Fields) -> Fields:
    id = new_id("seti")
    intent = {
        "id": id,
        "object": "setup_intent",
        "application": None,
        "automatic_payment_methods": None,
        "cancellation_reason": None,
        "client_secret": new_id(f"{id}_secret", 16),
        "created": call.store.now(),
        "customer": customer,
        "description": given.get("description"),
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": given.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": "off_session",
    }
    call.store.add(intent)
    call.record("setup_intent.created", intent)
    return intent


def retrieve(call: Call) -> Fields:
    return call.answer(call.store.get("setup_intent", call.ids[0], "intent"))


def ask_customer(call: Call, intent: Fields, method: Fields, page: str) -> None:
    """Wait for 3-D Secure: the customer is sent to the given page."""
    intent |= {
        "status": "requires_action",
        "payment_method": method["id"],
        "next_action": {"type": "redirect_to_url", "redirect_to_url": {"url": page, "return_url": None}},
    }
    call.store.save(intent)
    call.record("setup_intent.requires_action", intent)


def succeed(call: Call, intent: Fields, method: Fields) -> None:
    intent |= {
        "status": "succeeded",
        "payment_method": method["id"],
        "next_action": None,
        "last_setup_error": None,
    }
    call.store.save(intent)
    if intent["customer"] is not None:
        payment_methods.attach(call, method, intent["customer"])
    call.record("setup_intent.succeeded", intent)


def fail(call: Call, intent: Fields, decline: Decline, method: Fields | None) -> None:
    error: Fields = {"type": "card_error", "code": decline.code, "message": decline.message}
    if decline.code == NOT_AUTHENTICATED.code:
        error["type"] = "invalid_request_error"
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    if method is not None:
        error["payment_method"] = call.present(method)
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_setup_error": error,
    }
    call.store.save(intent)
    call.record("setup_intent.setup_failed", intent)


def cancel(call: Call, intent: Fields) -> None:
    if intent["status"] in ("succeeded", "canceled"):
        return
    intent |= {"status": "canceled", "cancellation_reason": "abandoned", "next_action": None}
    call.store.save(intent)
    call.record("setup_intent.canceled", intent)


def confirm_with_card(call: Call, intent: Fields, card: Card, month: int, year: int, page: str) -> None:
    """Try a card that was typed: refused, saved, or waiting for its 3-D Secure page."""
    method = payment_methods.create(call, card, month, year)
    if card.setup_asks:
        ask_customer(call, intent, method, page)
    else:
        decide(call, intent, method)


def decide(call: Call, intent: Fields, method: Fields) -> None:
    """Save the card, or refuse it where its bank does."""
    decline = payment_methods.card_of(method).setup
    if decline is not None:
        fail(call, intent, decline, method)
    else:
        succeed(call, intent, method)
