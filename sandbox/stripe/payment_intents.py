"""Payments with a saved card: off session on the due date, or confirmed by the customer."""

from datetime import UTC, datetime

from sandbox.stripe import charges, disputes, payment_methods
from sandbox.stripe.call import Call
from sandbox.stripe.cards import EXPIRED, NEEDS_CUSTOMER, Decline
from sandbox.stripe.customers import EXPAND
from sandbox.stripe.parameters import Kind, Parameter, Schema
from sandbox.stripe.payment_methods import PAGING
from sandbox.stripe.refusals import Fields, Refusal, invalid
from sandbox.stripe.store import new_id

LEAST_CENTS, MOST_CENTS = 50, 99_999_999
REASONS = ("abandoned", "duplicate", "fraudulent", "requested_by_customer")
CONFIRMABLE = ("requires_action", "requires_confirmation", "requires_payment_method")
NOT_AUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    None,
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new "
    "PaymentMethod to attempt to fulfill this PaymentIntent again.",
)

CONFIRM: Schema = {
    "allowed_payment_method_types": Parameter(Kind.TEXTS, choices=("card",)),
    "error_on_requires_action": Parameter(Kind.BOOLEAN),
    "expand": EXPAND,
    "off_session": Parameter(Kind.BOOLEAN),
    "payment_method": Parameter(),
    "payment_method_types": Parameter(Kind.RETIRED),
    "receipt_email": Parameter(Kind.EMAIL),
    "return_url": Parameter(Kind.URL),
}
CREATE: Schema = {
    **CONFIRM,
    "amount": Parameter(Kind.INTEGER, required=True),
    "automatic_payment_methods": Parameter(
        Kind.FIELDS,
        fields={
            "allow_redirects": Parameter(choices=("always", "never")),
            "enabled": Parameter(Kind.BOOLEAN, required=True),
        },
    ),
    "confirm": Parameter(Kind.BOOLEAN),
    "currency": Parameter(required=True, longest=3),
    "customer": Parameter(),
    "description": Parameter(longest=1000),
    "metadata": Parameter(Kind.METADATA),
    "statement_descriptor_suffix": Parameter(longest=22),
}
RETRIEVE: Schema = {"client_secret": Parameter(), "expand": EXPAND}
CANCEL: Schema = {"cancellation_reason": Parameter(choices=REASONS), "expand": EXPAND}
LIST: Schema = {**PAGING, "created": Parameter(Kind.MOMENT), "customer": Parameter()}


def create(call: Call) -> Fields:
    given = call.params
    _check_amount(given["amount"])
    for name in ("error_on_requires_action", "off_session", "return_url"):
        if given.get(name) and not given.get("confirm"):
            raise invalid(f"You can only set `{name}` together with `confirm=true`.", param=name)
    if given.get("customer") is not None:
        call.store.get("customer", given["customer"], "customer", 400)
    intent = _intent(call, given)
    if given.get("payment_method") is not None:
        _choose_method(call, intent, given["payment_method"])
    if given.get("confirm"):
        _check_confirmation(call, intent)
    call.store.add(intent)
    call.record("payment_intent.created", intent)
    return _attempt(call, intent) if given.get("confirm") else call.answer(intent)


def _check_amount(amount: int) -> None:
    if amount < LEAST_CENTS:
        raise invalid("Amount must be at least €0.50 eur", code="amount_too_small", param="amount")
    if amount > MOST_CENTS:
        raise invalid("Amount must be no more than €999,999.99", code="amount_too_large", param="amount")


def _intent(call: Call, given: Fields) -> Fields:
    id = new_id("pi")
    automatic = given.get("automatic_payment_methods") or {"enabled": True}
    allowed = given.get("allowed_payment_method_types")
    return {
        "id": id,
        "object": "payment_intent",
        "allowed_payment_method_types": allowed,
        "amount": given["amount"],
        "amount_capturable": 0,
        "amount_received": 0,
        "application": None,
        "automatic_payment_methods": None if allowed else {"allow_redirects": "always", **automatic},
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": new_id(f"{id}_secret", 24),
        "confirmation_method": "automatic",
        "created": call.store.now(),
        "currency": given["currency"].lower(),
        "customer": given.get("customer"),
        "description": given.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": given.get("metadata", {}),
        "next_action": None,
        "payment_method": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": given.get("receipt_email"),
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": given.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
    }


def _choose_method(call: Call, intent: Fields, id: str) -> None:
    method = call.store.get("payment_method", id, "payment_method", 400)
    if method["_detached"]:
        raise invalid(
            "The provided PaymentMethod was detached from a Customer. It may not be used again.",
            param="payment_method",
        )
    if method["customer"] is not None and intent["customer"] is None:
        raise invalid(
            "The provided PaymentMethod cannot be used because it is attached to a Customer. "
            "You must provide the `customer` when making the payment.",
            param="payment_method",
        )
    if method["customer"] != intent["customer"]:
        raise invalid(
            f"The customer does not have a payment method with the ID {id}. "
            "The payment method must be attached to the customer.",
            code="resource_missing",
            param="payment_method",
        )
    intent |= {"payment_method": id, "status": "requires_confirmation"}


def _check_confirmation(call: Call, intent: Fields) -> None:
    if intent["payment_method"] is None:
        raise invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
            payment_intent=call.present(intent),
        )
    automatic = intent["automatic_payment_methods"] or {}
    may_redirect = automatic.get("enabled") and automatic.get("allow_redirects") == "always"
    if may_redirect and not call.params.get("off_session") and not call.params.get("return_url"):
        raise invalid(
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because "
            "some of these payment methods might redirect your customer off of your page, you must provide "
            "a `return_url`.",
            param="return_url",
        )


def _attempt(call: Call, intent: Fields) -> Fields:
    method = call.store.get("payment_method", intent["payment_method"])
    card = payment_methods.card_of(method)
    off_session = call.params.get("off_session")
    asks = card.off_session_asks if off_session else card.on_session_asks
    if asks and (off_session or call.params.get("error_on_requires_action")):
        raise fail(call, intent, NEEDS_CUSTOMER)
    if asks:
        return call.answer(_ask_customer(call, intent))
    charge(call, intent)
    return call.answer(intent)


def _ask_customer(call: Call, intent: Fields) -> Fields:
    return_url = call.params.get("return_url")
    if return_url is None:
        action: Fields = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "stripe_3ds2_fingerprint"}}
    else:
        page = f"/c/authenticate/{intent['id']}?payment_intent_client_secret={intent['client_secret']}"
        action = {"type": "redirect_to_url", "redirect_to_url": {"url": page, "return_url": return_url}}
    intent |= {"status": "requires_action", "next_action": action, "last_payment_error": None}
    call.store.save(intent)
    call.record("payment_intent.requires_action", intent)
    return intent


def charge(call: Call, intent: Fields) -> None:
    """Take the money with the chosen card, or raise the bank's refusal with the intent in it."""
    method = call.store.get("payment_method", intent["payment_method"])
    decline = payment_methods.card_of(method).charge or _worn_out(method, call.store.now())
    if decline is not None:
        raise fail(call, intent, decline)
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": charges.create(call, intent, method, None)["id"],
        "last_payment_error": None,
        "next_action": None,
    }
    call.store.save(intent)
    call.record("payment_intent.succeeded", intent)
    if reason := payment_methods.card_of(method).disputed:
        disputes.open_against(call, call.store.get("charge", intent["latest_charge"]), reason)


def _worn_out(method: Fields, now: int) -> Decline | None:
    today = datetime.fromtimestamp(now, UTC)
    over = (method["card"]["exp_year"], method["card"]["exp_month"]) < (today.year, today.month)
    return EXPIRED if over else None


def fail(call: Call, intent: Fields, decline: Decline) -> Refusal:
    """Keep the failed attempt on the intent and return the 402 that tells of it."""
    method = call.store.get("payment_method", intent["payment_method"])
    failed = charges.create(call, intent, method, decline)
    error: Fields = {
        "charge": failed["id"],
        "code": decline.code,
        "message": decline.message,
        "payment_method": call.present(method),
        "type": "card_error",
    }
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "latest_charge": failed["id"],
        "last_payment_error": error,
        "next_action": None,
    }
    call.store.save(intent)
    call.record("payment_intent.payment_failed", intent)
    details = {name: value for name, value in error.items() if name not in ("message", "type")}
    return Refusal(402, "card_error", decline.message, **details, payment_intent=call.present(intent))


def refuse_authentication(call: Call, intent: Fields) -> None:
    """Record that the customer did not pass 3-D Secure."""
    error = {
        "code": NOT_AUTHENTICATED.code,
        "message": NOT_AUTHENTICATED.message,
        "payment_method": call.present(call.store.get("payment_method", intent["payment_method"])),
        "type": "invalid_request_error",
    }
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "last_payment_error": error,
        "next_action": None,
    }
    call.store.save(intent)
    call.record("payment_intent.payment_failed", intent)


def confirm(call: Call) -> Fields:
    intent = call.store.get("payment_intent", call.ids[0], "intent")
    if intent["status"] not in CONFIRMABLE:
        raise _unexpected(call, intent, "confirm")
    if call.params.get("payment_method") is not None:
        _choose_method(call, intent, call.params["payment_method"])
    _check_confirmation(call, intent)
    if call.params.get("receipt_email"):
        intent["receipt_email"] = call.params["receipt_email"]
    return _attempt(call, intent)


def cancel(call: Call) -> Fields:
    intent = call.store.get("payment_intent", call.ids[0], "intent")
    if intent["status"] not in CONFIRMABLE:
        raise _unexpected(call, intent, "cancel")
    intent |= {
        "status": "canceled",
        "canceled_at": call.store.now(),
        "cancellation_reason": call.params.get("cancellation_reason"),
        "next_action": None,
    }
    call.store.save(intent)
    call.record("payment_intent.canceled", intent)
    return call.answer(intent)


def _unexpected(call: Call, intent: Fields, verb: str) -> Refusal:
    return invalid(
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=call.present(intent),
    )


def retrieve(call: Call) -> Fields:
    return call.answer(call.store.get("payment_intent", call.ids[0], "intent"))


def list_all(call: Call) -> Fields:
    customer = call.params.get("customer")
    found = [
        intent for intent in call.store.newest("payment_intent") if customer in (None, intent["customer"])
    ]
    return call.page(found, "/v1/payment_intents")
