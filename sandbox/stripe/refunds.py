from sandbox.stripe import charges, payment_methods
from sandbox.stripe.call import Call
from sandbox.stripe.customers import EXPAND
from sandbox.stripe.parameters import Kind, Parameter, Schema
from sandbox.stripe.payment_methods import PAGING
from sandbox.stripe.refusals import Fields, invalid
from sandbox.stripe.store import new_id

SECONDS_TO_TURN = 60 * 60
CREATE: Schema = {
    "amount": Parameter(Kind.INTEGER),
    "charge": Parameter(),
    "expand": EXPAND,
    "metadata": Parameter(Kind.METADATA),
    "payment_intent": Parameter(),
    "reason": Parameter(choices=("duplicate", "fraudulent", "requested_by_customer")),
}
RETRIEVE: Schema = {"expand": EXPAND}
LIST: Schema = {
    **PAGING,
    "charge": Parameter(),
    "created": Parameter(Kind.MOMENT),
    "payment_intent": Parameter(),
}


def create(call: Call) -> Fields:
    charge = _charge(call)
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = left if call.params.get("amount") is None else call.params["amount"]
    if amount < 1:
        raise invalid(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param="amount",
        )
    if amount > left:
        raise invalid(
            f"Refund amount ({_money(amount)}) is greater than unrefunded amount on charge ({_money(left)})",
            param="amount",
        )
    refund = _refund(call, charge, amount)
    turns = payment_methods.card_of(call.store.get("payment_method", charge["payment_method"])).refund_turns
    if turns:
        refund["_turns"], refund["_turns_at"] = turns, call.store.now() + SECONDS_TO_TURN
        refund["status"] = "pending" if turns == "succeeded" else "succeeded"
    call.store.add(refund)
    charges.refund(call, charge, amount)
    call.record("refund.created", refund)
    return call.answer(refund)


def turn_overdue(call: Call) -> None:
    """Let refunds become what their card says, some time after they were made."""
    for refund in call.store.newest("refund"):
        if refund.get("_turns") and refund["_turns_at"] <= call.store.now():
            refund |= {"status": refund.pop("_turns")}
            if refund["status"] == "failed":
                refund["failure_reason"] = "unknown"
                charge = call.store.get("charge", refund["charge"])
                charge |= {"amount_refunded": charge["amount_refunded"] - refund["amount"], "refunded": False}
                call.store.save(charge)
            call.store.save(refund)
            call.record("refund.failed" if refund["status"] == "failed" else "refund.updated", refund)


def _charge(call: Call) -> Fields:
    if call.params.get("payment_intent") is not None:
        intent = call.store.get("payment_intent", call.params["payment_intent"], "payment_intent", 400)
        if intent["status"] != "succeeded":
            raise invalid(
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
                param="payment_intent",
            )
        return call.store.get("charge", intent["latest_charge"])
    if call.params.get("charge") is not None:
        charge = call.store.get("charge", call.params["charge"], "charge", 400)
        if not charge["paid"]:
            raise invalid(f"Charge {charge['id']} is failed and cannot be refunded.", param="charge")
        return charge
    raise invalid("One of the following params should be provided: payment_intent or charge.")


def _money(cents: int) -> str:
    return f"€{cents / 100:,.2f}"


def _refund(call: Call, charge: Fields, amount: int) -> Fields:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": call.store.now(),
        "currency": charge["currency"],
        "metadata": call.params.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "reason": call.params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def retrieve(call: Call) -> Fields:
    return call.answer(call.store.get("refund", call.ids[0]))


def list_all(call: Call) -> Fields:
    wanted = {name: call.params[name] for name in ("charge", "payment_intent") if call.params.get(name)}
    found = [
        refund
        for refund in call.store.newest("refund")
        if all(refund[name] == value for name, value in wanted.items())
    ]
    return call.page(found, "/v1/refunds")
