"""The only file that knows Stripe: what the portal asks of it, and what it hears."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

import stripe
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cps_portal.lib.errors import DomainError

log = logging.getLogger(__name__)

PAGE = 100
WRONG_AMOUNTS = ("amount_too_small", "amount_too_large")
# No answer at all, the key in use by a call that still runs, too many calls: the same key may bring another answer.
NOT_KEPT = (None, 409, 429)
# Stripe's name for our languages; in any other its page follows the browser.
PAGE_LANGUAGES = {"en-gb": "en-GB", "lv": "lv"}
# Only ids and states are kept of an event: what they stand for is asked when it is needed, and names,
# addresses and card details stay at Stripe.
KEPT_OF_AN_OBJECT = (
    *("id", "object", "status", "customer", "setup_intent", "payment_intent", "payment_method", "charge"),
)


class GatewayAway(DomainError):
    """Stripe did not answer, or answered with an error, which it would repeat under the same idempotency key."""

    def __init__(self, *, answered: bool) -> None:
        self.answered = answered
        super().__init__(
            _("The card page cannot be reached just now. Try again in a minute, or choose the bank transfer.")
        )


class BadSignature(DomainError):
    """A message that claims to come from Stripe and does not."""

    def __init__(self) -> None:
        super().__init__(_("The signature does not fit."))


@dataclass(frozen=True)
class Card:
    payment_method_id: str
    brand: str
    last_four: str
    expires_month: int
    expires_year: int


@dataclass(frozen=True)
class Session:
    """A visit to the card page: where it is, how it went, and the card when it went well."""

    id: str
    url: str
    is_open: bool
    setup_intent_id: str
    refusal: str
    card: Card | None


@dataclass(frozen=True)
class Order:
    """What is to be charged, and the idempotency key, by which Stripe charges it once and we find it again."""

    key: str
    customer: str
    payment_method: str
    amount_cents: int
    currency: str
    metadata: dict[str, str]


class State(StrEnum):
    PAID = "paid"
    DECLINED = "declined"
    AT_CUSTOMER = "at_customer"  # the customer's bank asks the customer, on the page under `url`
    WORKING = "working"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Intent:
    """What became of a charge."""

    id: str
    state: State
    code: str = ""
    url: str = ""
    key: str = ""
    paid_cents: int = 0
    refunded_cents: int = 0
    created_at: datetime | None = None


@dataclass(frozen=True)
class Refund:
    id: str
    reference: str
    amount_cents: int
    status: str
    intent_id: str


@dataclass(frozen=True)
class Dispute:
    id: str
    intent_id: str
    amount_cents: int
    reason: str
    status: str


@dataclass(frozen=True)
class Event:
    id: str
    kind: str
    payload: dict[str, Any]


def create_customer(*, name: str, email: str, company: str, key: str) -> str:
    """Return the id of the customer that stands for a company; the same key gives the same customer."""
    with _spoken():
        customer = _client().v1.customers.create(
            {"name": name, "email": email, "metadata": {"company": company}}, {"idempotency_key": key}
        )
    return customer.id


def open_session(
    *, customer: str, language: str, success_url: str, cancel_url: str, metadata: dict[str, str], key: str
) -> Session:
    """Open a card page that authorises a card with zero amount, to be charged later without the customer.

    Checkout's set-up mode creates the SetupIntent with usage=off_session; Stripe asks for strong authentication there.
    """
    with _spoken():
        session = _client().v1.checkout.sessions.create(
            {
                "mode": "setup",
                "customer": customer,
                "allowed_payment_method_types": ["card"],
                "locale": PAGE_LANGUAGES.get(language, "auto"),
                "success_url": success_url,
                "cancel_url": cancel_url,
                "metadata": metadata,
                "setup_intent_data": {"metadata": metadata},
                "expand": ["setup_intent.payment_method"],
            },
            {"idempotency_key": key},
        )
    return _session(session.to_dict())


def session(id: str) -> Session:
    """Ask Stripe what became of a visit to the card page."""
    with _spoken():
        found = _client().v1.checkout.sessions.retrieve(id, {"expand": ["setup_intent.payment_method"]})
    return _session(found.to_dict())


def detach_card(payment_method: str) -> None:
    """Take a card away from its customer at Stripe, so that nobody can charge it; once more changes nothing."""
    with _spoken():
        try:
            _client().v1.payment_methods.detach(payment_method)
        except stripe.InvalidRequestError as refusal:
            log.info("Stripe: %s is detached already: %s", payment_method, refusal.code)


def charge(order: Order) -> Intent:
    """Charge a card without its holder; the same order again gives the first answer."""
    return _charge(order, {"off_session": True})


def charge_with_customer(order: Order, return_url: str) -> Intent:
    """Charge a card while its holder is here; the bank may ask on a page that leads back to `return_url`."""
    return _charge(order, {"return_url": return_url})


def _charge(order: Order, how: dict[str, Any]) -> Intent:
    with _spoken():
        try:
            made = _client().v1.payment_intents.create(
                {
                    "amount": order.amount_cents,
                    "currency": order.currency.lower(),
                    "customer": order.customer,
                    "payment_method": order.payment_method,
                    "confirm": True,
                    "allowed_payment_method_types": ["card"],
                    "metadata": {**order.metadata, "attempt": order.key},
                    **how,  # type: ignore[typeddict-item]
                },
                {"idempotency_key": order.key},
            )
        except stripe.CardError as declined:
            return _declined(declined)
        except stripe.InvalidRequestError as refused:
            if refused.param != "payment_method" and refused.code not in WRONG_AMOUNTS:
                raise  # An order that we wrote wrongly is no fault of the card's.
            log.exception("Stripe does not take the card or the amount of the order %s", order.key)
            return Intent("", State.DECLINED, code=refused.code or "resource_missing")
    return _intent(made.to_dict())


def _declined(declined: stripe.CardError) -> Intent:
    error = declined.error.to_dict() if declined.error else {}
    intent = error.get("payment_intent") or {}
    code = error.get("decline_code") or error.get("code") or "card_declined"
    return Intent(intent.get("id", ""), State.DECLINED, code=code)


def intent(id: str) -> Intent:
    """Ask Stripe what became of a charge."""
    with _spoken():
        found = _client().v1.payment_intents.retrieve(id, {"expand": ["latest_charge"]})
    return _intent(found.to_dict())


def find_intent(*, customer: str, key: str, since: datetime) -> Intent | None:
    """Look for a charge whose answer was lost: by its order's key, among those of the customer since then."""
    found = (one for one in _listed({"customer": customer}, since) if one.key == key)
    return next(found, None)


def intents(*, since: datetime) -> Iterator[Intent]:
    """Read every charge since then, page by page, the newest first."""
    return _listed({}, since)


def _listed(which: dict[str, Any], since: datetime) -> Iterator[Intent]:
    wanted: Any = {
        **which,
        "created": {"gte": int(since.timestamp())},
        "limit": PAGE,
        "expand": ["data.latest_charge"],
    }
    with _spoken():
        page = _client().v1.payment_intents.list(wanted)
        for found in page.auto_paging_iter():
            yield _intent(found.to_dict())


def cancel_intent(id: str) -> Intent:
    """Give a charge up, so that nobody can confirm it any more, and say what became of it: it may be paid by now."""
    with _spoken():
        try:
            given_up = _client().v1.payment_intents.cancel(id)
        except stripe.InvalidRequestError as late:
            log.info("Stripe: %s cannot be cancelled: %s", id, late.code)
        else:
            return _intent(given_up.to_dict())
    return intent(id)


def _intent(fields: dict[str, Any]) -> Intent:
    error = fields.get("last_payment_error") or {}
    action = (fields.get("next_action") or {}).get("redirect_to_url") or {}
    charged = fields.get("latest_charge")
    states = {
        "succeeded": State.PAID,
        "requires_action": State.AT_CUSTOMER,
        "requires_payment_method": State.DECLINED,
        "canceled": State.CANCELLED,
    }
    return Intent(
        id=fields["id"],
        state=states.get(fields["status"], State.WORKING),
        code=error.get("decline_code") or error.get("code") or "",
        url=action.get("url") or "",
        key=(fields.get("metadata") or {}).get("attempt", ""),
        paid_cents=fields["amount_received"],
        refunded_cents=charged["amount_refunded"] if isinstance(charged, dict) else 0,
        created_at=datetime.fromtimestamp(fields["created"], UTC),
    )


def refund(*, intent_id: str, amount_cents: int, reference: str, key: str) -> Refund | None:
    """Send money back to the card that it came from; nothing where Stripe will not: too much, or too late."""
    with _spoken():
        try:
            made = _client().v1.refunds.create(
                {"payment_intent": intent_id, "amount": amount_cents, "metadata": {"refund": reference}},
                {"idempotency_key": key},
            )
        except stripe.InvalidRequestError as refused:
            log.exception("Stripe refused the refund %s: %s", key, refused.code)
            return None
    return _refund(made.to_dict())


def refunds_of(intent_id: str) -> list[Refund]:
    """Read what went back of a charge."""
    with _spoken():
        found = _client().v1.refunds.list({"payment_intent": intent_id, "limit": PAGE})
        return [_refund(one.to_dict()) for one in found.auto_paging_iter()]


def _refund(fields: dict[str, Any]) -> Refund:
    reference = (fields.get("metadata") or {}).get("refund", "")
    return Refund(fields["id"], reference, fields["amount"], fields["status"], fields["payment_intent"])


def dispute(id: str) -> Dispute:
    """Ask Stripe how a dispute stands."""
    with _spoken():
        found = _client().v1.disputes.retrieve(id).to_dict()
    return Dispute(
        found["id"], found["payment_intent"] or "", found["amount"], found["reason"], found["status"]
    )


def event(payload: bytes, signature: str) -> Event:
    """Read a webhook's message, or raise BadSignature; only the ids and states in it are handed on."""
    try:
        heard = _client().construct_event(payload, signature, settings.STRIPE_WEBHOOK_SECRET).to_dict()
    except (stripe.SignatureVerificationError, ValueError) as error:
        raise BadSignature from error
    about = heard["data"]["object"]
    kept = {name: about[name] for name in KEPT_OF_AN_OBJECT if isinstance(about.get(name), str)}
    metadata = {name: str(value) for name, value in (about.get("metadata") or {}).items()}
    payload_kept = {"created": heard["created"], "object": {**kept, "metadata": metadata}}
    return Event(heard["id"], heard["type"], payload_kept)


def _session(fields: dict[str, Any]) -> Session:
    intent = fields["setup_intent"]
    error = intent.get("last_setup_error") or {}
    return Session(
        id=fields["id"],
        url=fields.get("url") or "",
        is_open=fields["status"] == "open",
        setup_intent_id=intent["id"],
        refusal=error.get("decline_code") or error.get("code") or "",
        card=_card(intent["payment_method"]) if intent["status"] == "succeeded" else None,
    )


def _card(method: dict[str, Any]) -> Card:
    card = method["card"]
    return Card(method["id"], card["brand"], card["last4"], card["exp_month"], card["exp_year"])


@contextmanager
def _spoken() -> Iterator[None]:
    """Turn whatever Stripe's library raises into a sentence for the customer, and tell the operator the rest."""
    try:
        yield
    except stripe.StripeError as error:
        log.exception("Stripe: %s %s", error.http_status, error.code)
        raise GatewayAway(answered=error.http_status not in NOT_KEPT) from error


def _client() -> stripe.StripeClient:
    return _client_of(
        settings.STRIPE_SECRET_KEY,
        settings.STRIPE_API_URL,
        settings.STRIPE_TIMEOUT_SECONDS,
        settings.STRIPE_RETRIES,
    )


@cache
def _client_of(
    secret_key: str, api_url: str, timeout_seconds: tuple[float, float], retries: int
) -> stripe.StripeClient:
    """Build the client once, so that its connections are kept."""
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_url} if api_url else None,
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=timeout_seconds),
    )
