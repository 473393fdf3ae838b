"""Holds the sandbox against the types of the official SDK, which are generated from Stripe's own description."""

import json
import re
import sys
from typing import Any, get_args, get_type_hints

import pytest
import requests
import stripe
from stripe import params
from stripe.params import checkout

from sandbox.stripe import StripeSandbox
from sandbox.stripe.call import API_VERSION
from sandbox.stripe.calls import ENDPOINTS, Endpoint
from sandbox.stripe.parameters import RANGE, Kind, Schema
from tests.sandbox.conftest import SaveCard, charge_off_session

TYPES: dict[str, Any] = {
    "POST /v1/customers": params.CustomerCreateParams,
    "GET /v1/customers/{}": params.CustomerRetrieveParams,
    "GET /v1/customers/{}/payment_methods": params.CustomerPaymentMethodListParams,
    "GET /v1/customers/{}/payment_methods/{}": params.CustomerPaymentMethodRetrieveParams,
    "POST /v1/checkout/sessions": checkout.SessionCreateParams,
    "GET /v1/checkout/sessions": checkout.SessionListParams,
    "GET /v1/checkout/sessions/{}": checkout.SessionRetrieveParams,
    "POST /v1/checkout/sessions/{}/expire": checkout.SessionExpireParams,
    "GET /v1/setup_intents/{}": params.SetupIntentRetrieveParams,
    "GET /v1/payment_methods": params.PaymentMethodListParams,
    "GET /v1/payment_methods/{}": params.PaymentMethodRetrieveParams,
    "POST /v1/payment_methods/{}/detach": params.PaymentMethodDetachParams,
    "POST /v1/payment_intents": params.PaymentIntentCreateParams,
    "GET /v1/payment_intents": params.PaymentIntentListParams,
    "GET /v1/payment_intents/{}": params.PaymentIntentRetrieveParams,
    "POST /v1/payment_intents/{}/confirm": params.PaymentIntentConfirmParams,
    "POST /v1/payment_intents/{}/cancel": params.PaymentIntentCancelParams,
    "POST /v1/refunds": params.RefundCreateParams,
    "GET /v1/refunds": params.RefundListParams,
    "GET /v1/refunds/{}": params.RefundRetrieveParams,
    "GET /v1/disputes": params.DisputeListParams,
    "GET /v1/disputes/{}": params.DisputeRetrieveParams,
    "GET /v1/events": params.EventListParams,
    "GET /v1/events/{}": params.EventRetrieveParams,
}
OBJECTS: dict[str, Any] = {
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "customer": stripe.Customer,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "refund": stripe.Refund,
    "setup_intent": stripe.SetupIntent,
}

PREFIXES = {
    "charge": "ch_",
    "checkout.session": "cs_test_",
    "customer": "cus_",
    "dispute": "du_",
    "event": "evt_",
    "payment_intent": "pi_",
    "payment_method": "pm_",
    "refund": "re_",
    "setup_intent": "seti_",
}


def name_of(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def words_of(typed: Any) -> dict[str, str]:
    """Return a parameter class's own keys with the words of their types; request options are no parameters."""
    options = set(stripe.RequestOptions.__annotations__)
    return {name: str(hint) for name, hint in typed.__annotations__.items() if name not in options}


def inner_type(words: str, typed: Any) -> Any:
    """Return the class that a type such as `Literal['']|CustomerCreateParamsAddress` names."""
    found = re.search(rf"{typed.__name__}[A-Za-z]+", words)
    assert found, words
    return getattr(sys.modules[typed.__module__], found[0])


def unknown_to_sdk(schema: Schema, typed: Any, path: str = "") -> list[str]:
    known = words_of(typed)
    found = []
    for name, parameter in schema.items():
        if parameter.kind is Kind.RETIRED:
            assert name not in known
        elif name not in known:
            found.append(f"{path}{name}")
        elif parameter.kind in (Kind.FIELDS, Kind.MOMENT):
            inner = RANGE if parameter.kind is Kind.MOMENT else parameter.fields
            found += unknown_to_sdk(inner, inner_type(known[name], typed), f"{path}{name}.")
        else:
            found += [f"{path}{name}={word}" for word in parameter.choices if f"'{word}'" not in known[name]]
    return found


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)
def test_every_parameter_is_known_to_the_sdk(endpoint: Endpoint) -> None:
    assert unknown_to_sdk(endpoint.schema, TYPES[name_of(endpoint)]) == []


def test_every_parameter_that_the_sdk_requires_is_required() -> None:
    for endpoint in ENDPOINTS:
        typed = TYPES[name_of(endpoint)]
        ours = {name for name, parameter in endpoint.schema.items() if parameter.required}
        assert ours == {name for name in words_of(typed) if name in typed.__required_keys__}, name_of(
            endpoint
        )


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)
def test_an_unknown_parameter_is_refused(endpoint: Endpoint, sandbox: StripeSandbox) -> None:
    url = sandbox.url + endpoint.path.replace("{}", "id_1")
    given = {"colour": "red"}
    headers = {"Authorization": "Bearer sk_test_x"}
    in_url, in_body = (given, None) if endpoint.method == "GET" else (None, given)

    answered = requests.request(
        endpoint.method, url, params=in_url, data=in_body, headers=headers, timeout=10
    )

    error = answered.json()["error"]
    assert (answered.status_code, error["code"], error["param"]) == (400, "parameter_unknown", "colour")
    assert error["message"] == "Received unknown parameter: colour"


def test_an_unknown_inner_parameter_is_refused_by_its_path(api: stripe.StripeClient) -> None:
    address: Any = {"planet": "Earth", "city": "Rīga"}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.customers.create(params={"address": address})

    assert (refused.value.code, refused.value.param) == ("parameter_unknown", "address[planet]")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("payment_intents", "payment_method_types_no_longer_supported"),
        ("checkout/sessions", "parameter_unknown"),
    ],
)
def test_payment_method_types_belong_to_older_versions(path: str, code: str, sandbox: StripeSandbox) -> None:
    answered = requests.post(
        f"{sandbox.url}/v1/{path}",
        data={"amount": 8500, "currency": "eur", "mode": "setup", "payment_method_types[]": "card"}
        if path != "payment_intents"
        else {"amount": 8500, "currency": "eur", "payment_method_types[]": "card"},
        headers={"Authorization": "Bearer sk_test_x"},
        timeout=10,
    )

    assert (answered.status_code, answered.json()["error"]["code"]) == (400, code)


@pytest.mark.parametrize(
    ("given", "code", "param"),
    [
        ({"currency": "eur"}, "parameter_missing", "amount"),
        ({"amount": "85.00", "currency": "eur"}, "parameter_invalid_integer", "amount"),
        ({"amount": "", "currency": "eur"}, "parameter_invalid_empty", "amount"),
        ({"amount": "8500", "currency": "eur", "return_url": "/back"}, "url_invalid", "return_url"),
        ({"amount": "8500", "currency": "eur", "receipt_email": "me"}, "email_invalid", "receipt_email"),
        ({"amount": "8500", "currency": "eur", "confirm": "yes"}, None, "confirm"),
        ({"amount": "8500", "currency": "eur", "metadata": "x"}, None, "metadata"),
        ({"amount": "8500", "currency": "eur", "expand": "x"}, None, "expand"),
        ({"amount": "8500", "currency": "eur", "expand[]": "amount"}, None, "expand"),
    ],
)
def test_a_malformed_parameter_is_refused(
    given: dict[str, str], code: str | None, param: str, sandbox: StripeSandbox
) -> None:
    answered = requests.post(
        f"{sandbox.url}/v1/payment_intents",
        data=given,
        headers={"Authorization": "Bearer sk_test_x"},
        timeout=10,
    )

    error = answered.json()["error"]
    assert (answered.status_code, error.get("code"), error["param"]) == (400, code, param)


def test_every_field_and_event_is_known_to_the_sdk(
    sandbox: StripeSandbox, api: stripe.StripeClient, save_card: SaveCard
) -> None:
    intent = charge_off_session(api, save_card("4242424242424242"))
    api.v1.refunds.create(params={"payment_intent": intent.id})
    charge_off_session(api, save_card("4000000000000259"))
    types = set(get_args(get_type_hints(stripe.Event)["type"]))

    seen = set()
    for event in api.v1.events.list(params={"limit": 100}):
        shown = json.loads(json.dumps(event.to_dict()))
        assert event.type in types
        for fields in (shown, shown["data"]["object"]):
            assert set(fields) - set(OBJECTS[fields["object"]].__annotations__) == set(), fields["object"]
            assert fields["id"].startswith(PREFIXES[fields["object"]])
            assert fields.get("livemode", False) is False
            seen.add(fields["object"])
    assert seen == set(OBJECTS)


def test_the_sandbox_plays_the_version_that_the_sdk_speaks() -> None:
    assert stripe.api_version == API_VERSION


def test_what_the_sandbox_does_not_play_is_a_404(api: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL") as refused:
        api.v1.products.list()

    assert refused.value.http_status == 404
