from sandbox.stripe.call import Call
from sandbox.stripe.parameters import Kind, Parameter, Schema
from sandbox.stripe.refusals import Fields
from sandbox.stripe.store import new_id

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
EXPAND = Parameter(Kind.TEXTS)

CREATE: Schema = {
    "address": Parameter(Kind.FIELDS, fields={name: Parameter() for name in ADDRESS}),
    "business_name": Parameter(longest=150),
    "description": Parameter(),
    "email": Parameter(Kind.EMAIL, longest=512),
    "expand": EXPAND,
    "individual_name": Parameter(longest=150),
    "metadata": Parameter(Kind.METADATA),
    "name": Parameter(longest=256),
    "phone": Parameter(longest=20),
    "preferred_locales": Parameter(Kind.TEXTS),
}
RETRIEVE: Schema = {"expand": EXPAND}


def create(call: Call) -> Fields:
    given = call.params
    address = given.get("address")
    customer = {
        "id": new_id("cus", 14),
        "object": "customer",
        "address": {name: address.get(name) for name in ADDRESS} if address else None,
        "balance": 0,
        "business_name": given.get("business_name"),
        "created": call.store.now(),
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": given.get("description"),
        "email": given.get("email"),
        "individual_name": given.get("individual_name"),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": given.get("metadata", {}),
        "name": given.get("name"),
        "phone": given.get("phone"),
        "preferred_locales": given.get("preferred_locales", []),
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    call.store.add(customer)
    call.record("customer.created", customer)
    return call.answer(customer)


def retrieve(call: Call) -> Fields:
    return call.answer(call.store.get("customer", call.ids[0]))
