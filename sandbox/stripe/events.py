from fnmatch import fnmatchcase

from sandbox.stripe.call import Call
from sandbox.stripe.customers import EXPAND
from sandbox.stripe.parameters import Kind, Parameter, Schema
from sandbox.stripe.payment_methods import PAGING
from sandbox.stripe.refusals import Fields

RETRIEVE: Schema = {"expand": EXPAND}
LIST: Schema = {
    **PAGING,
    "created": Parameter(Kind.MOMENT),
    "delivery_success": Parameter(Kind.BOOLEAN),
    "type": Parameter(),
    "types": Parameter(Kind.TEXTS),
}


def retrieve(call: Call) -> Fields:
    return call.answer(call.store.get("event", call.ids[0]))


def list_all(call: Call) -> Fields:
    wanted = call.params.get("types") or [call.params.get("type") or "*"]
    delivered = call.params.get("delivery_success")
    found = [
        event
        for event in call.store.newest("event")
        if any(fnmatchcase(event["type"], pattern) for pattern in wanted)
        and (delivered is None or delivered == (event["pending_webhooks"] == 0))
    ]
    return call.page(found, "/v1/events")
