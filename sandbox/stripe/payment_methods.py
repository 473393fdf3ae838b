import hashlib
from typing import Any

from sandbox.stripe.call import Call
from sandbox.stripe.cards import BY_NUMBER, Card
from sandbox.stripe.customers import ADDRESS, EXPAND
from sandbox.stripe.parameters import Kind, Parameter, Schema
from sandbox.stripe.refusals import Fields, invalid
from sandbox.stripe.store import new_id

PAGING: Schema = {
    "ending_before": Parameter(),
    "expand": EXPAND,
    "limit": Parameter(Kind.INTEGER),
    "starting_after": Parameter(),
}
RETRIEVE: Schema = {"expand": EXPAND}
DETACH: Schema = {"expand": EXPAND}
LIST: Schema = {**PAGING, "customer": Parameter(), "type": Parameter()}
LIST_OF_CUSTOMER: Schema = {**PAGING, "type": Parameter()}


def create(call: Call, card: Card, month: int, year: int) -> Fields:
    """Make a payment method of a card that was typed; its number is not kept, only which test card it was."""
    method = {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": {
            "address": dict.fromkeys(ADDRESS),
            "email": None,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "card": _shown(card, month, year),
        "created": call.store.now(),
        "customer": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
        "_number": card.number,
        "_detached": False,
    }
    return call.store.add(method)


def _shown(card: Card, month: int, year: int) -> dict[str, Any]:
    return {
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
        "funding": "credit",
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def attach(call: Call, method: Fields, customer: str) -> None:
    method["customer"] = customer
    call.store.save(method)
    call.record("payment_method.attached", method)


def card_of(method: Fields) -> Card:
    return BY_NUMBER[method["_number"]]


def retrieve(call: Call) -> Fields:
    return call.answer(call.store.get("payment_method", call.ids[-1], "payment_method"))


def retrieve_of_customer(call: Call) -> Fields:
    call.store.get("customer", call.ids[0], "customer")
    method = call.store.get("payment_method", call.ids[1], "payment_method")
    if method["customer"] != call.ids[0]:
        raise invalid(
            f"The customer does not have a payment method with the ID {method['id']}.",
            code="resource_missing",
            param="payment_method",
        )
    return call.answer(method)


def detach(call: Call) -> Fields:
    method = call.store.get("payment_method", call.ids[0], "payment_method")
    if method["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is impossible."
        )
    method |= {"customer": None, "_detached": True}
    call.store.save(method)
    call.record("payment_method.detached", method)
    return call.answer(method)


def list_all(call: Call) -> Fields:
    customer = call.params.get("customer")
    if customer is not None:
        call.store.get("customer", customer, "customer", 400)
    return _page(call, customer, "/v1/payment_methods")


def list_of_customer(call: Call) -> Fields:
    call.store.get("customer", call.ids[0], "customer")
    return _page(call, call.ids[0], f"/v1/customers/{call.ids[0]}/payment_methods")


def _page(call: Call, customer: str | None, url: str) -> Fields:
    wanted = call.params.get("type") or "card"
    found = [
        method
        for method in call.store.newest("payment_method")
        if method["customer"] is not None
        and customer in (None, method["customer"])
        and method["type"] == wanted
    ]
    return call.page(found, url)
