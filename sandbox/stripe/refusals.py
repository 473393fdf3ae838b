"""How Stripe says no: a status and an error object."""

from typing import Any

Fields = dict[str, Any]


class Refusal(Exception):
    """An answer other than 200, with Stripe's error object as its body."""

    def __init__(self, status: int, kind: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error: Fields = {"message": message, "type": kind}
        self.error |= {name: value for name, value in details.items() if value is not None}
        if code := self.error.get("code"):
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"

    @property
    def body(self) -> Fields:
        return {"error": self.error}


class Malformed(Refusal):
    """A request that was refused before its endpoint began: never kept under an idempotency key."""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(400, "invalid_request_error", message, **details)


def invalid(message: str, **details: Any) -> Refusal:
    return Refusal(400, "invalid_request_error", message, **details)


def missing(kind: str, id: str, param: str = "id", status: int = 404) -> Refusal:
    name = {"checkout.session": "checkout.session"}.get(kind, kind.replace("_", ""))
    name = {"paymentintent": "payment_intent", "paymentmethod": "PaymentMethod"}.get(name, name)
    return Refusal(
        status,
        "invalid_request_error",
        f"No such {name}: '{id}'",
        code="resource_missing",
        param=param,
    )
