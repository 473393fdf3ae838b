"""Signs events and brings them to the portal: again after a failure, twice or in another order when asked."""

import hashlib
import hmac
import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from sandbox.peer import cut_off
from sandbox.stripe.store import Delivery, Store

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
SECONDS_FOR_AN_ANSWER = 10.0
SECONDS_BETWEEN_LOOKS = 0.5
PAUSES_SECONDS = (0.2, 0.5, 1, 2, 5, 10, 20, 40, 60, 60, 60)


def signature(payload: bytes, secret: str, at: int) -> str:
    """Return the `Stripe-Signature` header for a body sent at the given Unix time."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Webhooks:
    """Delivers queued events in their order, one at a time, from a thread of its own."""

    def __init__(self, store: Store, look: Callable[[], None]) -> None:
        self._url = ""
        self.secret = ""
        self.copies = 1  # how often every event is sent
        self._store = store
        self._look = look
        self._held = False
        self._wake = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._line: http.client.HTTPConnection | None = None
        self._sending = threading.RLock()

    @property
    def url(self) -> str:
        return self._url

    @url.setter
    def url(self, url: str) -> None:
        target = urlsplit(url)
        if url and (target.hostname not in LOCAL_HOSTS or target.scheme != "http"):
            raise ValueError("The sandbox sends webhooks to this machine only: http://127.0.0.1:…")
        self._url = url
        self.wake()

    @property
    def wanted(self) -> bool:
        return bool(self._url)

    def start(self) -> None:
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="stripe-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped = True
        self.wake()
        line = self._line
        if line is not None and line.sock is not None:
            cut_off(line.sock)
        if self._thread is not None:
            self._thread.join(SECONDS_FOR_AN_ANSWER)
            self._thread = None

    def wake(self) -> None:
        with self._wake:
            self._wake.notify_all()

    def hold(self) -> None:
        """Deliver nothing until released; what happens meanwhile is queued."""
        self._held = True

    def release(self) -> None:
        self._held = False
        self.wake()

    def send(self, *events: str) -> list[int]:
        """Deliver these events now, in this order, delivered before or not; return the statuses, 0 = none."""
        return [self._deliver(event) for event in events]

    def pending(self) -> list[str]:
        return [delivery.event for delivery in self._store.deliveries()]

    def settle(self, seconds: float = 20.0) -> bool:
        """Wait until every queued event was delivered or given up; tell whether that came to pass."""
        end = time.monotonic() + seconds
        while self._store.deliveries():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    # --- the thread -------------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._stopped:
            self._look()
            delivery = self._next()
            if delivery is None:
                with self._wake:
                    self._wake.wait(self._pause())
                continue
            self._attempt(delivery)

    def _waiting(self) -> Sequence[Delivery]:
        return [] if self._held or not self._url else self._store.deliveries()

    def _next(self) -> Delivery | None:
        for delivery in self._waiting():
            if delivery.due <= time.time():
                return delivery
        return None

    def _pause(self) -> float:
        dues = [delivery.due - time.time() for delivery in self._waiting()]
        return max(0.0, min([*dues, SECONDS_BETWEEN_LOOKS]))

    def _attempt(self, delivery: Delivery) -> None:
        statuses = self.send(*[delivery.event] * self.copies)
        if any(200 <= status < 300 for status in statuses) or self._stopped:
            return
        if delivery.attempts < len(PAUSES_SECONDS):
            self._store.postpone(delivery, time.time() + PAUSES_SECONDS[delivery.attempts])
        else:
            self._store.settle(delivery.event)

    def _deliver(self, id: str) -> int:
        with self._sending:
            event = self._store.get("event", id)
            status = self._post(json.dumps(event | {"pending_webhooks": 1}, indent=2).encode())
            if 200 <= status < 300:
                with self._store.transaction():
                    self._store.settle(id)
                    self._store.save(event | {"pending_webhooks": 0})
            return status

    def _post(self, body: bytes) -> int:
        target = urlsplit(self._url)
        line = http.client.HTTPConnection(
            str(target.hostname), target.port or 80, timeout=SECONDS_FOR_AN_ANSWER
        )
        self._line = line
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (sandbox)",
            "Stripe-Signature": signature(body, self.secret, int(time.time())),
        }
        try:
            line.request("POST", target.path + (f"?{target.query}" if target.query else ""), body, headers)
            with line.getresponse() as response:
                response.read()
                return response.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            self._line = None
            line.close()
