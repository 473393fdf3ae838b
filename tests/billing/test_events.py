"""What Stripe tells the portal by webhook."""

import json
import time
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from billing import actions as billing
from billing.gateway import BadSignature
from billing.models import CardAuthorisation, CardEvent
from sandbox.stripe import FaultKind, StripeSandbox
from sandbox.stripe.webhooks import signature
from subscriptions.models import SignUp, Term

pytestmark = pytest.mark.django_db

WEBHOOK = "/billing/stripe/webhook"


def written(kind: str, id: str = "evt_1", object_id: str = "cs_test_1") -> bytes:
    return json.dumps(
        {
            "id": id,
            "object": "event",
            "type": kind,
            "created": 1_790_000_000,
            "data": {
                "object": {
                    "id": object_id,
                    "object": "checkout.session",
                    "status": "complete",
                    "customer_details": {"name": "Anna Bērziņa", "email": "anna@studio.example"},
                    "metadata": {"authorisation": "1"},
                }
            },
        }
    ).encode()


def signed(payload: bytes, settings: Settings, *, seconds_ago: int = 0, secret: str = "") -> str:
    return signature(payload, secret or settings.STRIPE_WEBHOOK_SECRET, int(time.time()) - seconds_ago)


def post(client: Client, payload: bytes, header: str) -> int:
    return client.post(
        WEBHOOK, payload, content_type="application/json", headers={"Stripe-Signature": header}
    ).status_code


def heard(sandbox: StripeSandbox, kind: str) -> bytes:
    """The sandbox's newest event of a kind, as it would be posted."""
    event = next(event for event in sandbox.store.newest("event") if event["type"] == kind)
    return json.dumps(event).encode()


def test_an_event_is_stored_once_however_often_it_comes(client: Client, settings: Settings) -> None:
    payload = written("payment_intent.succeeded")
    assert [post(client, payload, signed(payload, settings)) for _time in range(3)] == [200, 200, 200]
    assert CardEvent.objects.count() == 1


@pytest.mark.parametrize(
    "header",
    ["", "t=1,v1=00", "nonsense", "t=99999999999999999999,v1=zz"],
    ids=["none", "old", "word", "long"],
)
def test_a_message_with_a_wrong_signature_is_refused(client: Client, header: str) -> None:
    assert post(client, written("checkout.session.completed"), header) == 400
    assert not CardEvent.objects.exists()


def test_a_signature_of_somebody_else_is_refused(client: Client, settings: Settings) -> None:
    payload = written("checkout.session.completed")
    assert post(client, payload, signed(payload, settings, secret="whsec_another")) == 400


def test_an_old_message_is_refused(client: Client, settings: Settings) -> None:
    payload = written("checkout.session.completed")
    assert post(client, payload, signed(payload, settings, seconds_ago=3600)) == 400


def test_a_signed_message_that_is_no_json_is_refused(settings: Settings, now: datetime) -> None:
    with pytest.raises(BadSignature):
        billing.receive_event(payload=b"{", signature=signed(b"{", settings), at=now)


def test_the_door_takes_posts_only(client: Client) -> None:
    assert client.get(WEBHOOK).status_code == 405


def test_names_and_addresses_in_an_event_are_not_kept(client: Client, settings: Settings) -> None:
    payload = written("checkout.session.completed")
    post(client, payload, signed(payload, settings))
    kept = CardEvent.objects.get()
    assert kept.object_id == "cs_test_1"
    assert "anna" not in json.dumps(kept.payload).lower()


def test_a_kind_that_means_nothing_to_us_is_kept_and_done_with(settings: Settings, now: datetime) -> None:
    payload = written("radar.early_fraud_warning.created")
    event = billing.receive_event(payload=payload, signature=signed(payload, settings), at=now)
    assert billing.handle_events(at=now) == 1
    event.refresh_from_db()
    assert event.handled_at == now
    assert event.problem == ""


def test_a_session_that_is_not_ours_is_done_with(settings: Settings, now: datetime) -> None:
    payload = written("checkout.session.completed", object_id="cs_of_another_shop")
    billing.receive_event(payload=payload, signature=signed(payload, settings), at=now)
    assert billing.handle_events(at=now) == 1


def test_the_webhook_alone_starts_the_membership(
    sign_up: SignUp, anna: User, now: datetime, settings: Settings, stripe_sandbox: StripeSandbox
) -> None:
    card = billing.begin_card(sign_up=sign_up, by=anna, at=now)
    stripe_sandbox.webhooks.hold()
    stripe_sandbox.webhook_url = "http://127.0.0.1:9/held"
    stripe_sandbox.visitor.save_card(card.url)
    payload = heard(stripe_sandbox, "checkout.session.completed")
    billing.receive_event(payload=payload, signature=signed(payload, settings), at=now)
    assert billing.handle_events(at=now) == 1
    assert billing.handle_events(at=now) == 0
    assert Term.objects.get().sign_up == sign_up


def test_an_expired_session_ends_the_card(
    sign_up: SignUp, anna: User, now: datetime, settings: Settings, stripe_sandbox: StripeSandbox
) -> None:
    card = billing.begin_card(sign_up=sign_up, by=anna, at=now)
    payload = written("checkout.session.expired", object_id=card.session_id)
    billing.receive_event(payload=payload, signature=signed(payload, settings), at=now)
    billing.handle_events(at=now)
    card.refresh_from_db()
    assert card.status == CardAuthorisation.Status.ENDED


def test_expired_told_after_completed_takes_nothing_away(
    sign_up: SignUp, anna: User, now: datetime, settings: Settings, stripe_sandbox: StripeSandbox
) -> None:
    card = billing.begin_card(sign_up=sign_up, by=anna, at=now)
    stripe_sandbox.visitor.save_card(card.url)
    for id, kind in (("evt_2", "checkout.session.completed"), ("evt_1", "checkout.session.expired")):
        payload = written(kind, id=id, object_id=card.session_id)
        billing.receive_event(payload=payload, signature=signed(payload, settings), at=now)
    assert billing.handle_events(at=now) == 2
    card.refresh_from_db()
    assert card.is_authorised


def test_expired_told_before_completed_takes_nothing_away(
    sign_up: SignUp, anna: User, now: datetime, settings: Settings, stripe_sandbox: StripeSandbox
) -> None:
    card = billing.begin_card(sign_up=sign_up, by=anna, at=now)
    stripe_sandbox.visitor.save_card(card.url)
    for id, kind in (("evt_1", "checkout.session.expired"), ("evt_2", "checkout.session.completed")):
        payload = written(kind, id=id, object_id=card.session_id)
        billing.receive_event(payload=payload, signature=signed(payload, settings), at=now)
    assert billing.handle_events(at=now) == 2
    card.refresh_from_db()
    assert card.is_authorised
    assert Term.objects.count() == 1


def test_an_event_waits_while_stripe_is_away(
    sign_up: SignUp, anna: User, now: datetime, settings: Settings, stripe_sandbox: StripeSandbox
) -> None:
    card = billing.begin_card(sign_up=sign_up, by=anna, at=now)
    stripe_sandbox.visitor.save_card(card.url)
    payload = written("checkout.session.completed", object_id=card.session_id)
    event = billing.receive_event(payload=payload, signature=signed(payload, settings), at=now)
    stripe_sandbox.faults.add(FaultKind.SERVER_ERROR, "GET /v1/checkout/sessions/*", times=9)
    assert billing.handle_events(at=now) == 0
    event.refresh_from_db()
    assert (event.handled_at, event.attempts) == (None, 1)
    assert event.due_at == now + timedelta(minutes=1)
    stripe_sandbox.faults.clear()
    assert billing.handle_events(at=now) == 0
    assert billing.handle_events(at=now + timedelta(minutes=1)) == 1
    assert Term.objects.exists()


def test_staff_have_an_event_handled_again(as_vera: Client, settings: Settings, now: datetime) -> None:
    payload = written("checkout.session.completed", object_id="cs_of_another_shop")
    event = billing.receive_event(payload=payload, signature=signed(payload, settings), at=now)
    billing.handle_events(at=now)
    address = reverse("admin:billing_cardevent_changelist")
    as_vera.post(address, {"action": "retry", "_selected_action": [event.pk]})
    event.refresh_from_db()
    assert event.handled_at is None
    assert billing.handle_events(at=timezone.now()) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_sandbox_delivers_to_the_real_door(
    sign_up: SignUp, anna: User, now: datetime, stripe_sandbox: StripeSandbox, live_server: LiveServer
) -> None:
    stripe_sandbox.webhook_url = f"{live_server.url}{WEBHOOK}"
    stripe_sandbox.webhooks.copies = 2
    card = billing.begin_card(sign_up=sign_up, by=anna, at=now)
    stripe_sandbox.visitor.save_card(card.url)
    assert stripe_sandbox.webhooks.settle()
    kinds = list(CardEvent.objects.values_list("kind", flat=True))
    assert kinds.count("checkout.session.completed") == 1
    billing.handle_events(at=now + timedelta(minutes=1))
    assert Term.objects.count() == 1
