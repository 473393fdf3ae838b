"""The calls that the sandbox plays: method, path, the parameters it knows, and who answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.stripe import (
    checkout_sessions,
    customers,
    disputes,
    events,
    payment_intents,
    payment_methods,
    refunds,
    setup_intents,
)
from sandbox.stripe.call import Call
from sandbox.stripe.parameters import Schema
from sandbox.stripe.refusals import Fields


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: str
    schema: Schema
    answer: Callable[[Call], Fields]

    def match(self, method: str, path: str) -> tuple[str, ...] | None:
        pattern = re.sub(r"{}", r"([^/]+)", self.path)
        found = re.fullmatch(pattern, path) if method == self.method else None
        return found.groups() if found else None


ENDPOINTS = (
    Endpoint("POST", "/v1/customers", customers.CREATE, customers.create),
    Endpoint("GET", "/v1/customers/{}", customers.RETRIEVE, customers.retrieve),
    Endpoint(
        "GET",
        "/v1/customers/{}/payment_methods",
        payment_methods.LIST_OF_CUSTOMER,
        payment_methods.list_of_customer,
    ),
    Endpoint(
        "GET",
        "/v1/customers/{}/payment_methods/{}",
        payment_methods.RETRIEVE,
        payment_methods.retrieve_of_customer,
    ),
    Endpoint("POST", "/v1/checkout/sessions", checkout_sessions.CREATE, checkout_sessions.create),
    Endpoint("GET", "/v1/checkout/sessions", checkout_sessions.LIST, checkout_sessions.list_all),
    Endpoint("GET", "/v1/checkout/sessions/{}", checkout_sessions.RETRIEVE, checkout_sessions.retrieve),
    Endpoint("POST", "/v1/checkout/sessions/{}/expire", checkout_sessions.EXPIRE, checkout_sessions.expire),
    Endpoint("GET", "/v1/setup_intents/{}", setup_intents.RETRIEVE, setup_intents.retrieve),
    Endpoint("GET", "/v1/payment_methods", payment_methods.LIST, payment_methods.list_all),
    Endpoint("GET", "/v1/payment_methods/{}", payment_methods.RETRIEVE, payment_methods.retrieve),
    Endpoint("POST", "/v1/payment_methods/{}/detach", payment_methods.DETACH, payment_methods.detach),
    Endpoint("POST", "/v1/payment_intents", payment_intents.CREATE, payment_intents.create),
    Endpoint("GET", "/v1/payment_intents", payment_intents.LIST, payment_intents.list_all),
    Endpoint("GET", "/v1/payment_intents/{}", payment_intents.RETRIEVE, payment_intents.retrieve),
    Endpoint("POST", "/v1/payment_intents/{}/confirm", payment_intents.CONFIRM, payment_intents.confirm),
    Endpoint("POST", "/v1/payment_intents/{}/cancel", payment_intents.CANCEL, payment_intents.cancel),
    Endpoint("POST", "/v1/refunds", refunds.CREATE, refunds.create),
    Endpoint("GET", "/v1/refunds", refunds.LIST, refunds.list_all),
    Endpoint("GET", "/v1/refunds/{}", refunds.RETRIEVE, refunds.retrieve),
    Endpoint("GET", "/v1/disputes", disputes.LIST, disputes.list_all),
    Endpoint("GET", "/v1/disputes/{}", disputes.RETRIEVE, disputes.retrieve),
    Endpoint("GET", "/v1/events", events.LIST, events.list_all),
    Endpoint("GET", "/v1/events/{}", events.RETRIEVE, events.retrieve),
)


def find(method: str, path: str) -> tuple[Endpoint, tuple[str, ...]] | None:
    for endpoint in ENDPOINTS:
        ids = endpoint.match(method, path)
        if ids is not None:
            return endpoint, ids
    return None
