"""A Stripe that kills whoever calls it, and what is counted of many random runs."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from sandbox.peer import Answer, Request
from sandbox.stripe import StripeSandbox

CHARGES = "/v1/payment_intents"


class Killer(StripeSandbox):
    """A Stripe that kills its caller before or after a charge, and may tell of the charge before it answers."""

    def __init__(self) -> None:
        super().__init__(webhook_secret=settings.STRIPE_WEBHOOK_SECRET)
        self.victim = 0
        self.moment = ""
        self.tell_first: Callable[[], None] | None = None

    def respond(self, request: Request) -> Answer:
        is_charge = request.method == "POST" and request.path == CHARGES
        if is_charge and self.moment == "before":
            self._kill()
        answered = super().respond(request)
        if is_charge and self.moment == "after":
            self._kill()
        if is_charge and self.tell_first is not None:
            self.tell_first()
        return answered

    def _kill(self) -> None:
        if self.victim:
            os.kill(self.victim, signal.SIGKILL)
            self.victim = 0


@dataclass
class Counts:
    """What happened in all the runs, so that nobody takes a quiet run for a proof."""

    runs: int = 0
    charges: int = 0
    attempts: int = 0
    killed: int = 0
    faults: int = 0
    events: int = 0
    paid: int = 0
    suspended: int = 0
    refunds: int = 0
