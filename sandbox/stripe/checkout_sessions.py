"""Checkout in mode=setup: a session, its address, and what the person did on its page."""

from sandbox.stripe import setup_intents
from sandbox.stripe.call import Call
from sandbox.stripe.customers import EXPAND
from sandbox.stripe.parameters import Kind, Parameter, Schema
from sandbox.stripe.payment_methods import PAGING
from sandbox.stripe.refusals import Fields, invalid
from sandbox.stripe.store import Store, new_id

SHORTEST_SECONDS, LONGEST_SECONDS = 30 * 60, 24 * 60 * 60
LOCALES = (
    *("auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA"),
    *("hi-IN", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR"),
    *("ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW"),
)

CREATE: Schema = {
    "allowed_payment_method_types": Parameter(Kind.TEXTS, choices=("card",)),
    "cancel_url": Parameter(Kind.URL),
    "client_reference_id": Parameter(longest=200),
    "currency": Parameter(longest=3),
    "customer": Parameter(),
    "expand": EXPAND,
    "expires_at": Parameter(Kind.INTEGER),
    "locale": Parameter(choices=LOCALES),
    "metadata": Parameter(Kind.METADATA),
    "mode": Parameter(choices=("setup",)),
    "setup_intent_data": Parameter(
        Kind.FIELDS, fields={"description": Parameter(longest=1000), "metadata": Parameter(Kind.METADATA)}
    ),
    "success_url": Parameter(Kind.URL),
    "ui_mode": Parameter(choices=("hosted_page",)),
}
RETRIEVE: Schema = {"expand": EXPAND}
EXPIRE: Schema = {"expand": EXPAND}
LIST: Schema = {
    **PAGING,
    "customer": Parameter(),
    "status": Parameter(choices=("complete", "expired", "open")),
}


def create(call: Call) -> Fields:
    given = call.params
    customer = given.get("customer")
    if customer is not None:
        call.store.get("customer", customer, "customer", 400)
    _check(given, call.store.now())
    intent = setup_intents.create(call, customer, given.get("setup_intent_data") or {})
    session = _session(call, given, new_id("cs_test", 58), intent["id"])
    call.store.add(session)
    return call.answer(session)


def _check(given: Fields, now: int) -> None:
    if given.get("mode") is None:
        raise invalid("You must provide a mode.", code="parameter_missing", param="mode")
    if given.get("success_url") is None:
        raise invalid("Missing required param: success_url.", code="parameter_missing", param="success_url")
    if given.get("currency") is None and not given.get("allowed_payment_method_types"):
        raise invalid(
            "You must specify `currency` in `setup` mode when `allowed_payment_method_types` is not set.",
            code="parameter_missing",
            param="currency",
        )
    expires_at = given.get("expires_at")
    if expires_at is not None and not SHORTEST_SECONDS <= expires_at - now <= LONGEST_SECONDS:
        raise invalid(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours "
            "from Checkout Session creation.",
            param="expires_at",
        )


def _session(call: Call, given: Fields, id: str, intent: str) -> Fields:
    now = call.store.now()
    return {
        "id": id,
        "object": "checkout.session",
        "allowed_payment_method_types": given.get("allowed_payment_method_types"),
        "amount_subtotal": None,
        "amount_total": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": given.get("cancel_url"),
        "client_reference_id": given.get("client_reference_id"),
        "client_secret": None,
        "created": now,
        "currency": (given.get("currency") or "").lower() or None,
        "custom_fields": [],
        "custom_text": {},
        "customer": given.get("customer"),
        "customer_creation": None,
        "customer_email": None,
        "expires_at": given.get("expires_at") or now + LONGEST_SECONDS,
        "livemode": False,
        "locale": given.get("locale"),
        "metadata": given.get("metadata", {}),
        "mode": "setup",
        "payment_intent": None,
        "payment_method_types": ["card"],
        "payment_status": "no_payment_required",
        "setup_intent": intent,
        "shipping_options": [],
        "status": "open",
        "subscription": None,
        "success_url": given["success_url"],
        "ui_mode": "hosted_page",
        "url": f"/c/pay/{id}",
    }


def retrieve(call: Call) -> Fields:
    return call.answer(call.store.get("checkout.session", call.ids[0], "session"))


def list_all(call: Call) -> Fields:
    wanted = {name: call.params[name] for name in ("customer", "status") if call.params.get(name)}
    found = [
        session
        for session in call.store.newest("checkout.session")
        if all(session[name] == value for name, value in wanted.items())
    ]
    return call.page(found, "/v1/checkout/sessions")


def expire(call: Call) -> Fields:
    session = call.store.get("checkout.session", call.ids[0], "session")
    if session["status"] != "open":
        raise invalid(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
    return call.answer(_end(call, session))


def expire_overdue(call: Call) -> None:
    for session in call.store.newest("checkout.session"):
        if session["status"] == "open" and session["expires_at"] <= call.store.now():
            _end(call, session)


def _end(call: Call, session: Fields) -> Fields:
    setup_intents.cancel(call, call.store.get("setup_intent", session["setup_intent"]))
    session |= {"status": "expired", "url": None}
    call.store.save(session)
    call.record("checkout.session.expired", session)
    return session


def complete(call: Call, session: Fields) -> None:
    session |= {"status": "complete", "url": None}
    call.store.save(session)
    call.record("checkout.session.completed", session)


def success_address(session: Fields) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def find(store: Store, id: str) -> Fields | None:
    return store.find("checkout.session", id)
