import pytest
import requests
import stripe

from sandbox.stripe import StripeSandbox
from tests.sandbox.conftest import SECRET, Receiver, SaveCard, charge_off_session


def test_an_event_comes_signed_with_the_object_in_it(api: stripe.StripeClient, receiver: Receiver) -> None:
    customer = api.v1.customers.create(params={"name": "SIA Āboli"})

    event = receiver.next_event()

    assert (event.type, event.data.object["id"]) == ("customer.created", customer.id)
    assert api.v1.events.retrieve(event.id).type == "customer.created"


def test_another_secret_does_not_fit(api: stripe.StripeClient, receiver: Receiver) -> None:
    api.v1.customers.create()
    request = receiver.came.get(timeout=20)

    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(request.body, request.headers["Stripe-Signature"], "whsec_other")


def test_the_events_of_a_paid_invoice_come_in_their_order(
    api: stripe.StripeClient, receiver: Receiver, save_card: SaveCard
) -> None:
    charge_off_session(api, save_card("4242424242424242"))

    assert [receiver.next_event().type for _ in range(8)] == [
        "customer.created",
        "setup_intent.created",
        "payment_method.attached",
        "setup_intent.succeeded",
        "checkout.session.completed",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]


def test_a_failed_delivery_is_tried_again(
    sandbox: StripeSandbox, api: stripe.StripeClient, receiver: Receiver
) -> None:
    receiver.statuses = [500, 302]
    api.v1.customers.create()

    came = [receiver.next_event() for _ in range(3)]

    assert len({event.id for event in came}) == 1
    assert sandbox.webhooks.settle()
    assert api.v1.events.retrieve(came[0].id).pending_webhooks == 0


def test_a_portal_that_was_down_gets_its_events_later(
    sandbox: StripeSandbox, api: stripe.StripeClient, receiver: Receiver
) -> None:
    receiver.stop()
    api.v1.customers.create()
    receiver.start()

    assert receiver.next_event().type == "customer.created"


def test_events_come_twice_when_asked(
    sandbox: StripeSandbox, api: stripe.StripeClient, receiver: Receiver
) -> None:
    sandbox.webhooks.copies = 2
    api.v1.customers.create()

    assert receiver.next_event().id == receiver.next_event().id


def test_events_come_out_of_order_when_asked(
    sandbox: StripeSandbox, api: stripe.StripeClient, receiver: Receiver
) -> None:
    sandbox.webhooks.hold()
    made = [api.v1.customers.create(params={"name": name}).id for name in ("first", "second")]
    events = [event.id for event in api.v1.events.list().data]

    assert sandbox.webhooks.send(*events) == [200, 200]

    assert [receiver.next_event().data.object["id"] for _ in made] == made[::-1]
    assert sandbox.webhooks.pending() == []


def test_webhooks_are_steered_from_outside_the_process(
    sandbox: StripeSandbox, api: stripe.StripeClient, receiver: Receiver
) -> None:
    control = f"{sandbox.url}/sandbox/webhooks"
    requests.post(control, json={"held": True}, timeout=10)
    api.v1.customers.create()
    (event,) = api.v1.events.list().data

    answered = requests.post(control, json={"send": [event.id, event.id]}, timeout=10).json()

    assert answered == {"statuses": [200, 200], "pending": []}
    assert requests.post(control, json={"send": ["evt_none"]}, timeout=10).status_code == 400
    assert receiver.next_event().id == receiver.next_event().id == event.id


def test_what_was_not_delivered_survives_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("stripe")
    with Receiver() as portal:
        hook = f"{portal.url}/webhooks"
        with StripeSandbox(data, webhook_url=hook, webhook_secret=SECRET) as sandbox:
            sandbox.webhooks.hold()
            stripe.StripeClient("sk_test_x", base_addresses={"api": sandbox.url}).v1.customers.create()
        with StripeSandbox(data, webhook_url=hook, webhook_secret=SECRET):
            assert portal.next_event().type == "customer.created"


@pytest.mark.parametrize("url", ["http://example.com/hook", "https://127.0.0.1/hook"])
def test_webhooks_never_leave_this_machine(url: str) -> None:
    sandbox = StripeSandbox()
    with pytest.raises(ValueError, match="this machine only"):
        sandbox.webhook_url = url
    sandbox.close()
