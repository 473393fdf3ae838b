import pytest
import stripe

from sandbox.stripe import StripeSandbox
from tests.sandbox.conftest import CANCEL, open_session

REFUSED = [
    ("4000000000000002", "card_declined", "generic_decline"),
    ("4000000000000069", "expired_card", None),
    ("4012888888881881", "card_declined", "test_mode_live_card"),
]


def expanded(api: stripe.StripeClient, id: str) -> stripe.checkout.Session:
    return api.v1.checkout.sessions.retrieve(id, params={"expand": ["setup_intent.payment_method"]})


@pytest.mark.parametrize("number", ["4242424242424242", "4000000000000341"])
def test_a_good_card_is_saved_and_attached(
    number: str, sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    assert session.url

    gone_to = sandbox.visitor.type_card(session.url, number)

    assert gone_to == f"http://127.0.0.1:9/done?session={session.id}"
    done = expanded(api, session.id)
    assert isinstance(done.setup_intent, stripe.SetupIntent)
    method = done.setup_intent.payment_method
    assert isinstance(method, stripe.PaymentMethod)
    assert method.card
    assert (done.status, done.setup_intent.status, done.setup_intent.usage) == (
        "complete",
        "succeeded",
        "off_session",
    )
    assert (method.customer, method.card.last4, method.card.exp_year) == (session.customer, number[-4:], 2034)


def test_a_card_that_asks_is_saved_once_the_bank_approves(
    sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    assert session.url
    challenge = sandbox.visitor.type_card(session.url, "4000002500003155")
    waiting = expanded(api, session.id).setup_intent
    assert isinstance(waiting, stripe.SetupIntent)
    assert (challenge, waiting.status) == (f"{session.url}/authenticate", "requires_action")

    gone_to = sandbox.visitor.approve(challenge)

    assert gone_to.startswith("http://127.0.0.1:9/done")
    assert expanded(api, session.id).status == "complete"


def test_a_bank_that_does_not_know_the_customer_leaves_the_session_open(
    sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    assert session.url
    challenge = sandbox.visitor.type_card(session.url, "4000002500003155")

    assert sandbox.visitor.refuse(challenge) == session.url

    intent = expanded(api, session.id).setup_intent
    assert isinstance(intent, stripe.SetupIntent)
    assert intent.last_setup_error
    assert intent.last_setup_error.code == "setup_intent_authentication_failure"
    assert sandbox.visitor.save_card(session.url).startswith("http://127.0.0.1:9/done")


@pytest.mark.parametrize(("number", "code", "decline_code"), REFUSED)
def test_a_bank_may_refuse_to_save_a_card(
    number: str,
    code: str,
    decline_code: str | None,
    sandbox: StripeSandbox,
    api: stripe.StripeClient,
    session: stripe.checkout.Session,
) -> None:
    assert session.url
    assert sandbox.visitor.type_card(session.url, number) == ""

    intent = expanded(api, session.id).setup_intent

    assert isinstance(intent, stripe.SetupIntent)
    error = intent.last_setup_error
    assert error
    assert (error.code, error.to_dict().get("decline_code")) == (code, decline_code)
    assert intent.status == "requires_payment_method"
    assert api.v1.payment_methods.list(params={"customer": str(session.customer)}).data == []
    assert [event.type for event in api.v1.events.list(params={"limit": 1})] == ["setup_intent.setup_failed"]


def test_another_card_may_be_tried_after_a_refusal(
    sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    assert session.url
    sandbox.visitor.type_card(session.url, "4000000000000002")

    sandbox.visitor.type_card(session.url, "4242424242424242")

    assert expanded(api, session.id).status == "complete"


def test_a_second_click_saves_one_card(
    sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    assert session.url
    first = sandbox.visitor.type_card(session.url, "4242424242424242")
    second = sandbox.visitor.type_card(session.url, "4242424242424242")

    assert first == second
    assert len(api.v1.payment_methods.list(params={"customer": str(session.customer)}).data) == 1


def test_cancelling_goes_back_and_leaves_the_session_open(
    sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    assert session.url

    assert sandbox.visitor.cancel(session.url) == CANCEL

    assert expanded(api, session.id).status == "open"


def test_a_session_expires_after_a_day(
    sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    assert session.url
    sandbox.advance(24 * 60 * 60)

    done = expanded(api, session.id)

    assert isinstance(done.setup_intent, stripe.SetupIntent)
    assert (done.status, done.url, done.setup_intent.status) == ("expired", None, "canceled")
    assert sandbox.visitor.type_card(session.url, "4242424242424242") == ""
    assert [event.type for event in api.v1.events.list(params={"type": "checkout.session.*"})] == [
        "checkout.session.expired"
    ]


def test_a_session_can_be_expired_once(api: stripe.StripeClient, session: stripe.checkout.Session) -> None:
    assert api.v1.checkout.sessions.expire(session.id).status == "expired"

    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        api.v1.checkout.sessions.expire(session.id)


def test_a_detached_card_is_gone_for_good(
    sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    assert session.url
    sandbox.visitor.save_card(session.url)
    customer = str(session.customer)
    (method,) = api.v1.customers.payment_methods.list(customer).data

    assert api.v1.payment_methods.detach(method.id).customer is None

    assert api.v1.payment_methods.list(params={"customer": customer}).data == []
    with pytest.raises(stripe.InvalidRequestError, match="not attached"):
        api.v1.payment_methods.detach(method.id)
    with pytest.raises(stripe.InvalidRequestError, match="detached"):
        api.v1.payment_intents.create(
            params={"amount": 100, "currency": "eur", "customer": customer, "payment_method": method.id}
        )


def test_state_survives_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("stripe")
    with StripeSandbox(data) as before:
        api = stripe.StripeClient("sk_test_x", base_addresses={"api": before.url})
        opened = open_session(api, api.v1.customers.create(params={"name": "SIA Āboli"}).id)
    with StripeSandbox(data) as after:
        api = stripe.StripeClient("sk_test_x", base_addresses={"api": after.url})
        again = api.v1.checkout.sessions.retrieve(opened.id, params={"expand": ["customer"]})
        assert isinstance(again.customer, stripe.Customer)
        assert again.customer.name == "SIA Āboli"
        assert again.url == f"{after.url}/c/pay/{opened.id}"
