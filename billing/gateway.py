"""The only file that knows Stripe: what the portal asks of it, and what it hears."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import stripe
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cps_portal.lib.errors import DomainError

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = (3.0, 7.0)  # to connect, to answer: a customer waits for it
RETRIES = 2
# Stripe's name for our languages; in any other its page follows the browser.
PAGE_LANGUAGES = {"en-gb": "en-GB", "lv": "lv"}
# Only ids and states are kept of an event: what they stand for is asked when it is needed, and names,
# addresses and card details stay at Stripe.
KEPT_OF_AN_OBJECT = ("id", "object", "status", "customer", "setup_intent", "payment_intent", "payment_method")


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
        raise GatewayAway(answered=error.http_status is not None) from error


def _client() -> stripe.StripeClient:
    return _client_of(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_URL)


@cache
def _client_of(secret_key: str, api_url: str) -> stripe.StripeClient:
    """Build the client once, so that its connections are kept."""
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_url} if api_url else None,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )
