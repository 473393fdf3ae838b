"""A cardholder's bank that wants a payment back: opened by the card, decided on demand."""

from sandbox.stripe.call import Call
from sandbox.stripe.customers import EXPAND
from sandbox.stripe.parameters import Kind, Parameter, Schema
from sandbox.stripe.payment_methods import PAGING
from sandbox.stripe.refusals import Fields
from sandbox.stripe.store import new_id

RETRIEVE: Schema = {"expand": EXPAND}
LIST: Schema = {
    **PAGING,
    "charge": Parameter(),
    "created": Parameter(Kind.MOMENT),
    "payment_intent": Parameter(),
}
DAYS_TO_ANSWER = 7


def open_against(call: Call, charge: Fields, reason: str) -> Fields:
    """Open a dispute about a whole charge; an inquiry asks first and takes no money yet."""
    is_inquiry = reason == "general"
    due = call.store.now() + DAYS_TO_ANSWER * 24 * 60 * 60
    dispute: Fields = {
        "id": new_id("du"),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": call.store.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": due,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": is_inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "warning_needs_response" if is_inquiry else "needs_response",
    }
    charge["disputed"] = True
    call.store.save(charge)
    call.store.add(dispute)
    call.record("charge.dispute.created", dispute)
    if not is_inquiry:
        call.record("charge.dispute.funds_withdrawn", dispute)
    return dispute


def decide(call: Call, id: str, status: str) -> None:
    """Let the bank decide: won gives the money back, lost keeps it, warning_closed ends an inquiry."""
    dispute = call.store.get("dispute", id) | {"status": status}
    call.store.save(dispute)
    call.record("charge.dispute.closed", dispute)
    if status == "won":
        call.record("charge.dispute.funds_reinstated", dispute)


def retrieve(call: Call) -> Fields:
    return call.answer(call.store.get("dispute", call.ids[0]))


def list_all(call: Call) -> Fields:
    wanted = {name: call.params[name] for name in ("charge", "payment_intent") if call.params.get(name)}
    found = [
        dispute
        for dispute in call.store.newest("dispute")
        if all(dispute[name] == value for name, value in wanted.items())
    ]
    return call.page(found, "/v1/disputes")
