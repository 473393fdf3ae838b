import pytest
import requests
import stripe

from sandbox.stripe import FaultKind, StripeSandbox
from tests.sandbox.conftest import Receiver, SaveCard, charge_off_session, client_of

CHARGES = "POST /v1/payment_intents"
# Long enough for a machine that is busy, far less than what the fault holds.
IMPATIENT_SECONDS = 1.0


@pytest.mark.parametrize(
    ("kind", "error", "happened"),
    [
        (FaultKind.RATE_LIMIT, stripe.RateLimitError, 0),
        (FaultKind.SERVER_ERROR, stripe.APIError, 0),
        (FaultKind.SERVER_ERROR_AFTER, stripe.APIError, 1),
        (FaultKind.TIMEOUT_BEFORE, stripe.APIConnectionError, 0),
        (FaultKind.TIMEOUT_AFTER, stripe.APIConnectionError, 1),
        (FaultKind.CUT, stripe.APIConnectionError, 1),
    ],
)
def test_a_fault_hits_once_and_its_effect_is_what_the_name_says(
    kind: FaultKind,
    error: type[stripe.StripeError],
    happened: int,
    sandbox: StripeSandbox,
    api: stripe.StripeClient,
    save_card: SaveCard,
) -> None:
    card = save_card("4242424242424242")
    sandbox.faults.add(kind, on=CHARGES)

    with pytest.raises(error):
        charge_off_session(client_of(sandbox, timeout=IMPATIENT_SECONDS), card, key="attempt-1")

    assert len(api.v1.payment_intents.list(params={"customer": card[0]}).data) == happened
    assert sandbox.faults.show() == []


@pytest.mark.parametrize("kind", [FaultKind.TIMEOUT_BEFORE, FaultKind.TIMEOUT_AFTER, FaultKind.CUT])
def test_after_a_lost_answer_the_same_key_charges_exactly_once(
    kind: FaultKind, sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    card = save_card("4242424242424242")
    sandbox.faults.add(kind, on=CHARGES)
    with pytest.raises(stripe.APIConnectionError):
        charge_off_session(client_of(sandbox, timeout=IMPATIENT_SECONDS), card, key="attempt-1")

    intent = charge_off_session(api, card, key="attempt-1")

    assert intent.status == "succeeded"
    assert len(api.v1.payment_intents.list(params={"customer": card[0]}).data) == 1


def test_a_kept_500_is_replayed_though_the_charge_went_through(
    sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    card = save_card("4242424242424242")
    sandbox.faults.add(FaultKind.SERVER_ERROR_AFTER, on=CHARGES)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            charge_off_session(api, card, key="attempt-1")

    (found,) = api.v1.payment_intents.list(params={"customer": card[0]}).data

    assert (found.status, found.metadata["invoice"]) == ("succeeded", "2026-000001")


def test_faults_are_set_from_outside_the_process(sandbox: StripeSandbox, api: stripe.StripeClient) -> None:
    control = f"{sandbox.url}/sandbox/faults"
    wrong = requests.post(control, json={"kind": "earthquake"}, timeout=10)
    assert (wrong.status_code, "rate_limit" in wrong.json()["error"]) == (400, True)
    requests.post(control, json={"kind": "rate_limit", "on": "GET /v1/*", "times": 2}, timeout=10)

    for _ in range(2):
        with pytest.raises(stripe.RateLimitError):
            api.v1.events.list()

    assert api.v1.events.list().data == []
    assert requests.get(control, timeout=10).json() == {"faults": []}


def test_faults_can_be_taken_back(sandbox: StripeSandbox, api: stripe.StripeClient) -> None:
    sandbox.faults.add(FaultKind.RATE_LIMIT)

    requests.delete(f"{sandbox.url}/sandbox/faults", timeout=10)

    assert api.v1.events.list().data == []


def test_the_sandbox_stops_while_an_answer_is_held(sandbox: StripeSandbox) -> None:
    sandbox.faults.add(FaultKind.TIMEOUT_BEFORE)
    with pytest.raises(stripe.APIConnectionError):
        client_of(sandbox, timeout=IMPATIENT_SECONDS).v1.events.list()

    sandbox.stop()
    sandbox.start()

    assert client_of(sandbox).v1.events.list().data == []


def test_the_event_may_come_before_the_answer(
    sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard, receiver: Receiver
) -> None:
    card = save_card("4242424242424242")
    told = {"kind": "webhook_first", "on": CHARGES, "seconds": 20}
    requests.post(f"{sandbox.url}/sandbox/faults", json=told, timeout=10)

    charge_off_session(api, card)

    assert sandbox.webhooks.pending() == []
    came = [receiver.next_event().type for _ in range(receiver.came.qsize())]
    assert came[-1] == "payment_intent.succeeded"
