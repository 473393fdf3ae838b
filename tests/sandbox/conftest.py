"""The peers alone, with the official SDK in front of Stripe; no database is needed here."""

import queue
from collections.abc import Callable, Iterator

import pytest
import stripe

from sandbox.mail import MailSandbox
from sandbox.peer import Answer, HttpPeer, Request
from sandbox.stripe import StripeSandbox
from sandbox.vies import ViesSandbox

SECRET = "whsec_sandbox"
SUCCESS = "http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}"
CANCEL = "http://127.0.0.1:9/payment"

SavedCard = tuple[str, str]
SaveCard = Callable[[str], SavedCard]


class Receiver(HttpPeer):
    """A portal that takes webhooks: keeps what came, and answers as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[int] = []
        self.came: queue.Queue[Request] = queue.Queue()

    def respond(self, request: Request) -> Answer:
        self.came.put(request)
        return Answer(self.statuses.pop(0) if self.statuses else 200)

    def next_event(self) -> stripe.Event:
        request = self.came.get(timeout=20)
        signature = request.headers["Stripe-Signature"]
        event: stripe.Event = stripe.Webhook.construct_event(request.body, signature, SECRET)
        return event


@pytest.fixture
def sandbox() -> Iterator[StripeSandbox]:
    with StripeSandbox(webhook_secret=SECRET) as peer:
        yield peer


def client_of(
    sandbox: StripeSandbox, key: str = "sk_test_portal", timeout: float = 20
) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": sandbox.url},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=timeout),
    )


@pytest.fixture
def api(sandbox: StripeSandbox) -> stripe.StripeClient:
    return client_of(sandbox)


@pytest.fixture
def receiver(sandbox: StripeSandbox) -> Iterator[Receiver]:
    with Receiver() as portal:
        sandbox.webhook_url = f"{portal.url}/webhooks/stripe"
        yield portal


@pytest.fixture
def vies_peer() -> Iterator[ViesSandbox]:
    with ViesSandbox() as peer:
        yield peer


@pytest.fixture
def mail_peer() -> Iterator[MailSandbox]:
    with MailSandbox() as peer:
        yield peer


def open_session(api: stripe.StripeClient, customer: str, locale: str = "en") -> stripe.checkout.Session:
    return api.v1.checkout.sessions.create(
        params={
            "mode": "setup",
            "customer": customer,
            "currency": "eur",
            "locale": locale,
            "success_url": SUCCESS,
            "cancel_url": CANCEL,
        }
    )


@pytest.fixture
def session(api: stripe.StripeClient) -> stripe.checkout.Session:
    return open_session(api, api.v1.customers.create().id)


@pytest.fixture
def save_card(sandbox: StripeSandbox, api: stripe.StripeClient) -> SaveCard:
    def save(number: str) -> SavedCard:
        customer = api.v1.customers.create().id
        opened = open_session(api, customer)
        assert opened.url
        sandbox.visitor.save_card(opened.url, number, cvc="1234" if number.startswith("37") else "123")
        (method,) = api.v1.payment_methods.list(params={"customer": customer}).data
        return customer, method.id

    return save


def charge_off_session(
    api: stripe.StripeClient, card: SavedCard, cents: int = 8500, key: str | None = None
) -> stripe.PaymentIntent:
    customer, method = card
    return api.v1.payment_intents.create(
        params={
            "amount": cents,
            "currency": "eur",
            "customer": customer,
            "payment_method": method,
            "confirm": True,
            "off_session": True,
            "metadata": {"invoice": "2026-000001"},
        },
        options={"idempotency_key": key} if key else {},
    )
