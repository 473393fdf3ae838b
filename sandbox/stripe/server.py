"""The Stripe sandbox as one HTTP peer: keys, idempotency, faults, and the way to each call."""

import hashlib
import json
from pathlib import Path
from urllib.parse import parse_qsl

from sandbox.peer import Answer, HttpPeer, Request
from sandbox.stripe import calls, checkout_sessions, disputes, hosted, refunds
from sandbox.stripe.call import API_VERSION, Call
from sandbox.stripe.cards import BY_NUMBER
from sandbox.stripe.controls import Controls
from sandbox.stripe.faults import BEFORE, Fault, FaultKind, Faults
from sandbox.stripe.parameters import read
from sandbox.stripe.refusals import Fields, Malformed, Refusal
from sandbox.stripe.store import Replay, Store, new_id
from sandbox.stripe.visitor import Visitor
from sandbox.stripe.webhooks import Webhooks

LONGEST_KEY = 255
TOO_MANY = Refusal(
    429,
    "invalid_request_error",
    "Request rate limit exceeded. You can learn more about rate limits here "
    "https://stripe.com/docs/rate-limits.",
    code="rate_limit",
)
BROKEN = Refusal(
    500, "api_error", "An error occurred with our connection to Stripe. Set on demand by the sandbox."
)


class StripeSandbox(HttpPeer):
    """A stateful Stripe on 127.0.0.1; give `data` a folder to keep its state across restarts."""

    def __init__(
        self, data: Path | None = None, port: int = 0, webhook_url: str = "", webhook_secret: str = ""
    ) -> None:
        super().__init__(port)
        self.store = Store(data / "stripe.sqlite3" if data else None)
        self.faults = Faults()
        self.webhooks = Webhooks(self.store, self._expire_sessions)
        self.webhook_url = webhook_url
        self.webhook_secret = webhook_secret
        self.visitor = Visitor()
        self._controls = Controls(self.store, self.faults, self.webhooks)

    @property
    def webhook_url(self) -> str:
        return self.webhooks.url

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        self.webhooks.url = url

    @property
    def webhook_secret(self) -> str:
        return self.webhooks.secret

    @webhook_secret.setter
    def webhook_secret(self, secret: str) -> None:
        self.webhooks.secret = secret

    def start(self) -> None:
        super().start()
        self.webhooks.start()

    def stop(self) -> None:
        super().stop()
        self.webhooks.stop()

    def close(self) -> None:
        super().close()
        self.store.close()

    def reset(self) -> None:
        """Forget every object, kept answer, queued webhook and fault."""
        self.faults.clear()
        self.webhooks.copies = 1
        self.webhooks.release()
        self.store.forget_everything()

    def advance(self, seconds: int) -> None:
        """Let the sandbox's clock run ahead, so that sessions and cards expire."""
        self.store.advance(seconds)
        self._expire_sessions()

    def respond(self, request: Request) -> Answer:
        if request.path.startswith("/v1/"):
            return self._answer_api(request)
        if request.path.startswith("/sandbox/") and request.path != "/sandbox/style.css":
            return self._controls.answer(request)
        with self.store.transaction():
            checkout_sessions.expire_overdue(self._call())
            answered = hosted.answer(self._call(), request)
        self.webhooks.wake()
        return answered

    def _call(self) -> Call:
        return Call(self.store, self.url, queue_events=self.webhooks.wanted)

    def _expire_sessions(self) -> None:
        with self.store.transaction():
            checkout_sessions.expire_overdue(self._call())
            refunds.turn_overdue(self._call())

    def turn_card(self, payment_method: str, number: str) -> None:
        """Let a saved card behave like another test card from now on: reported lost, say, or paid up again."""
        card = BY_NUMBER[number]
        with self.store.transaction():
            self.store.save(self.store.get("payment_method", payment_method) | {"_number": card.number})

    def decide_dispute(self, id: str, status: str) -> None:
        """Let the bank decide a dispute: won, lost or warning_closed."""
        with self.store.transaction():
            disputes.decide(self._call(), id, status)
        self.webhooks.wake()

    # --- the API ----------------------------------------------------------------------------------

    def _answer_api(self, request: Request) -> Answer:
        id = new_id("req", 14)
        try:
            _check_key(request.headers.get("Authorization", ""))
        except Refusal as refusal:
            return _answer(refusal.status, json.dumps(refusal.body), id)
        fault = self.faults.take(request.method, request.path)
        if fault is not None and fault.kind is FaultKind.TIMEOUT_BEFORE:
            return Answer(hold_seconds=fault.seconds, cut="before")
        if fault is not None and fault.kind is FaultKind.RATE_LIMIT:
            return _answer(TOO_MANY.status, json.dumps(TOO_MANY.body), id)
        with self.store.transaction():
            answered = self._answer_once(request, id, fault)
        self.webhooks.wake()
        if fault is not None and fault.kind is FaultKind.WEBHOOK_FIRST:
            self.webhooks.settle(fault.seconds)
        return _spoil(answered, fault)

    def _answer_once(self, request: Request, id: str, fault: Fault | None) -> Answer:
        """Answer from what is kept under the idempotency key, or do what is asked and keep the answer."""
        key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        fingerprint = _fingerprint(request)
        try:
            kept = self._kept(key, fingerprint, request.path)
            if kept is not None:
                return _replayed(kept, key, id)
            status, body = self._perform(request, id, key, fault)
        except Malformed as refusal:
            return _answer(refusal.status, json.dumps(refusal.body), id, key)
        if key:
            self.store.keep_replay(key, Replay(fingerprint, status, body, id))
        return _answer(status, body, id, key)

    def _kept(self, key: str, fingerprint: str, path: str) -> Replay | None:
        if len(key) > LONGEST_KEY:
            raise Malformed("Idempotency keys can have up to 255 characters.")
        kept = self.store.replay(key) if key else None
        if kept is not None and kept.fingerprint != fingerprint:
            refusal = Malformed(
                "Keys for idempotent requests can only be used with the same parameters they were first used "
                f"with. Try using a key other than '{key}' if you meant to execute a different request."
            )
            refusal.error["type"] = "idempotency_error"
            raise refusal
        return kept

    def _perform(self, request: Request, id: str, key: str, fault: Fault | None) -> tuple[int, str]:
        if fault is not None and fault.kind in BEFORE:
            return BROKEN.status, json.dumps(BROKEN.body)
        status, body = self._call_endpoint(request, id, key)
        if fault is not None and fault.kind is FaultKind.SERVER_ERROR_AFTER:
            return BROKEN.status, json.dumps(BROKEN.body)
        return status, json.dumps(body, indent=2)

    def _call_endpoint(self, request: Request, id: str, key: str) -> tuple[int, Fields]:
        found = calls.find(request.method, request.path)
        if found is None:
            raise _unrecognized(request)
        endpoint, ids = found
        encoded = request.body.decode("utf-8") if request.method == "POST" else request.query
        call = self._call()
        call.params, call.ids = read(encoded, endpoint.schema), ids
        call.request_id, call.idempotency_key = id, key or None
        checkout_sessions.expire_overdue(self._call())
        try:
            return 200, endpoint.answer(call)
        except Malformed:
            raise
        except Refusal as refusal:
            return refusal.status, refusal.body


def _check_key(authorization: str) -> None:
    kind, _, key = authorization.partition(" ")
    if kind != "Bearer" or not key:
        raise Refusal(
            401,
            "invalid_request_error",
            "You did not provide an API key. You need to provide your API key in the Authorization header, "
            "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
        )
    if not key.startswith("sk_test_"):
        shown = f"{key[:8]}{'*' * 8}{key[-4:]}"
        raise Refusal(401, "invalid_request_error", f"Invalid API Key provided: {shown}")


def _fingerprint(request: Request) -> str:
    given = sorted(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    return hashlib.sha256(json.dumps([request.method, request.path, given]).encode()).hexdigest()


def _unrecognized(request: Request) -> Malformed:
    refusal = Malformed(
        f"Unrecognized request URL ({request.method}: {request.path}). The sandbox plays only the calls that "
        "the portal makes: see sandbox/README.md."
    )
    refusal.status = 404
    return refusal


def _answer(status: int, body: str, id: str, key: str = "") -> Answer:
    headers = {"Request-Id": id, "Stripe-Version": API_VERSION}
    if key:
        headers |= {"Idempotency-Key": key, "Original-Request": id}
    if status >= 500:
        headers["Stripe-Should-Retry"] = "false"
    return Answer(status, body.encode(), "application/json", headers)


def _replayed(kept: Replay, key: str, id: str) -> Answer:
    answered = _answer(kept.status, kept.body, id, key)
    headers = {**answered.headers, "Original-Request": kept.request, "Idempotent-Replayed": "true"}
    return Answer(answered.status, answered.body, answered.content_type, headers)


def _spoil(answered: Answer, fault: Fault | None) -> Answer:
    """Let the answer get lost on its way when that was set."""
    if fault is None or fault.kind not in (FaultKind.TIMEOUT_AFTER, FaultKind.CUT):
        return answered
    seconds = fault.seconds if fault.kind is FaultKind.TIMEOUT_AFTER else 0.0
    return Answer(
        answered.status,
        answered.body,
        answered.content_type,
        answered.headers,
        hold_seconds=seconds,
        cut="before" if seconds else "middle",
    )
