from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import stripe

from sandbox.stripe import StripeSandbox
from tests.sandbox.conftest import SaveCard, charge_off_session


def test_the_same_key_charges_once(api: stripe.StripeClient, save_card: SaveCard) -> None:
    card = save_card("4242424242424242")

    first = charge_off_session(api, card, key="invoice-1-attempt-1")
    again = charge_off_session(api, card, key="invoice-1-attempt-1")

    assert first.id == again.id
    assert again.last_response
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(api.v1.payment_intents.list().data) == 1


def test_a_hundred_requests_at_once_with_one_key_charge_once(
    api: stripe.StripeClient, save_card: SaveCard
) -> None:
    card = save_card("4242424242424242")

    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(lambda _: charge_off_session(api, card, key="k").id, range(100)))

    assert len(set(made)) == 1
    assert len(api.v1.payment_intents.list().data) == 1


def test_the_same_key_with_other_parameters_is_a_conflict(
    api: stripe.StripeClient, save_card: SaveCard
) -> None:
    card = save_card("4242424242424242")
    charge_off_session(api, card, 8500, key="k")

    with pytest.raises(stripe.IdempotencyError):
        charge_off_session(api, card, 17000, key="k")

    assert len(api.v1.payment_intents.list().data) == 1


def test_a_decline_is_replayed_and_a_new_key_tries_again(
    api: stripe.StripeClient, save_card: SaveCard
) -> None:
    card = save_card("4000000000000341")
    intents = []
    for key in ("attempt-1", "attempt-1", "attempt-2"):
        with pytest.raises(stripe.CardError) as refused:
            charge_off_session(api, card, key=key)
        assert refused.value.error
        assert refused.value.error.payment_intent
        intents.append(refused.value.error.payment_intent.id)

    assert intents[0] == intents[1] != intents[2]


def test_a_malformed_request_does_not_use_up_its_key(api: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.customers.create(params={"email": "nobody"}, options={"idempotency_key": "k"})

    assert (
        api.v1.customers.create(params={"email": "a@b.lv"}, options={"idempotency_key": "k"}).email
        == "a@b.lv"
    )


def test_kept_answers_survive_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("stripe")
    made = []
    for _ in range(2):
        with StripeSandbox(data) as sandbox:
            api = stripe.StripeClient("sk_test_x", base_addresses={"api": sandbox.url})
            made.append(api.v1.customers.create(options={"idempotency_key": "k"}).id)

    assert made[0] == made[1]


@pytest.mark.parametrize("key", ["", "pk_test_portal", "sk_live_portal"])
def test_a_wrong_key_is_refused(key: str, sandbox: StripeSandbox) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with requests.get(f"{sandbox.url}/v1/events", headers=headers, timeout=10) as answered:
        assert answered.status_code == 401
        assert answered.json()["error"]["type"] == "invalid_request_error"
