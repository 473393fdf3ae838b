"""Random stories of charging: faults × cards × workers that are killed × webhooks, from one seed.

A run is the story of one invoice, from its due date until its end. Ten stories at a time share a clock, the workers
and what goes wrong, so that workers meet. A worker is a real process of its own when it is to be killed: SIGKILL, just
before Stripe hears its call or just after Stripe has done what it asked.
"""

import json
import os
import random
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Min, Sum
from django.utils import timezone

from accounts.models import Company, User
from billing import actions as billing
from billing import gateway
from billing.actions import Received
from billing.models import Attempt, CardAuthorisation, Collection, Difference, Invoice, Payment, Refund, Stop
from cps_portal.lib.errors import DomainError
from sandbox.stripe import FaultKind
from sandbox.stripe.webhooks import signature
from subscriptions.models import Suspension
from tests.billing.scenes import charged, invoice_by_card, saved_card
from tests.factories import CompanyFactory, RoleFactory
from tests.races.killer import Counts, Killer

STORIES = 10
GOOD, LOST, NO_FUNDS = "4242424242424242", "4000000000009987", "4000008260003178"
CARDS = [
    *([GOOD] * 4 + ["5555555555554444", "4000002500003155", "4000003800000446"]),
    *("4000002760003184", "4000002760003184", NO_FUNDS, "4000000000000341", "4000000000000259"),
    *("4000000000007726", "4000000000005126"),
]
ANSWERS_GO_WRONG_AT = [
    *(["POST /v1/payment_intents"] * 5),
    *("GET /v1/payment_intents", "GET /v1/payment_intents/*", "POST /v1/payment_intents/*/cancel"),
]
PAUSES = [timedelta(minutes=minutes) for minutes in (0, 1, 1, 5, 20, 70, 300, 1440, 3 * 1440, 5 * 1440)]


@dataclass
class World:
    """Ten invoices, each with a card of its own, on one clock."""

    dice: random.Random
    stripe: Killer
    by: User
    counts: Counts
    at: datetime = field(default_factory=timezone.now)
    invoices: list[Invoice] = field(default_factory=list)
    tellers: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        self.stripe.reset()
        for _story in range(STORIES):
            company = CompanyFactory.create(invoice_email="accounts@studio.example")
            RoleFactory.create(company=company)
            number = self.dice.choice(CARDS)
            card = saved_card(company, self.by, self.at, sandbox=self.stripe, number=number)
            cents = self.dice.randrange(5000, 120000)
            amounts = {"net_cents": cents, "vat_cents": 0, "gross_cents": cents}
            due_at = self.at + timedelta(days=self.dice.randrange(-1, 12))
            self.invoices.append(invoice_by_card(card, due_at, **amounts))

    def play(self) -> None:
        """Let something happen again and again, with the clock running on in between."""
        acts = (
            [self.sweep] * 3 + [self.sweep_together, self.sweep_together, self.pay] + [self.sweep_and_die] * 4
        )
        acts += [
            self.pay,
            self.transfer,
            self.turn,
            self.change,
            self.stop,
            self.hear,
            self.hear,
            self.compare,
        ]
        for _step in range(self.dice.randrange(8, 16)):
            if self.dice.random() < 0.6:
                self._break_something()
            self.stripe.tell_first = self._tell_first if self.dice.random() < 0.25 else None
            self.dice.choice(acts)()
            self._wait(self.dice.choice(PAUSES))
        self.stripe.tell_first = None
        self.join()

    def _break_something(self) -> None:
        kind = self.dice.choice(list(FaultKind))
        on, times = self.dice.choice(ANSWERS_GO_WRONG_AT), self.dice.randrange(1, 4)
        seconds = 1.0 if self.dice.random() < 0.05 else 0.0  # Mostly hung up on at once: nobody waits for it.
        self.stripe.faults.add(kind, on=on, times=times, seconds=seconds)
        self.counts.faults += times

    def _wait(self, pause: timedelta) -> None:
        self.at += pause
        self.stripe.advance(int(pause.total_seconds()))

    # --- what happens -------------------------------------------------------------------------------

    def sweep(self) -> None:
        billing.collect(at=self.at)

    def sweep_together(self) -> None:
        self._in_threads([self.sweep] * 3)

    def sweep_and_die(self) -> None:
        """Sweep in a process that is killed in its first charge, if it comes to one."""
        self.stripe.moment = self.dice.choice(["before", "after"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # The child only uses its own thread.
            worker = os.fork()
        if worker == 0:
            self._be_a_worker()
        self.stripe.victim = worker
        _pid, status = os.waitpid(worker, 0)
        self.counts.killed += os.WIFSIGNALED(status)
        self.stripe.victim, self.stripe.moment = 0, ""

    def _be_a_worker(self) -> None:
        kept = [connections["default"].connection, gateway._client_of]  # The parent's: not to be closed here.
        try:
            connections["default"].connection = None
            gateway._client_of.cache_clear()
            self.sweep()
        finally:
            os._exit(0 if kept else 1)

    def pay(self) -> None:
        """A customer pays on session, and confirms, refuses or leaves when the bank asks."""
        try:
            attempt = billing.pay_now(invoice=self._one(), at=self.at)
            page = billing.confirmation_page(attempt=attempt)
        except DomainError:
            return
        visit = self.dice.choice([self.stripe.visitor.approve, self.stripe.visitor.refuse, None])
        if page and visit is not None:
            visit(page)
        if self.dice.random() < 0.5:  # The way back may be lost, too.
            billing.ask(attempt_pk=attempt.pk, at=self.at)

    def transfer(self) -> None:
        invoice = self._one()
        cents = self.dice.choice([invoice.open_cents, invoice.open_cents // 2])
        if cents > 0:
            reference = f"bank:{self.dice.getrandbits(64)}"
            received = Received(cents, "transfer", self.at)
            billing.record_payment(invoice=invoice, received=received, reference=reference, at=self.at)

    def turn(self) -> None:
        """The bank changes its mind about a card."""
        card = CardAuthorisation.objects.current_of(self._one().company)
        if card is not None:
            self.stripe.turn_card(card.payment_method_id, self.dice.choice([GOOD, GOOD, LOST, NO_FUNDS]))

    def change(self) -> None:
        saved_card(self._one().company, self.by, self.at, sandbox=self.stripe, number=self.dice.choice(CARDS))

    def stop(self) -> None:
        invoice = self._one()
        billing.stop(company=invoice.company, invoice=invoice, why="dice", by=None, at=self.at)

    def compare(self) -> None:
        try:
            billing.compare(at=self.at)
        except gateway.GatewayAway:
            return  # The next night does it.

    def hear(self) -> None:
        """Webhooks come, some of them: out of order, up to three times each, with old ones among them."""
        events = self.stripe.store.newest("event")
        some = self.dice.sample(events, min(len(events), self.dice.randrange(1, 12)))
        for event in some:
            for _copy in range(self.dice.choice([1, 1, 3])):
                self._receive(event)
        billing.handle_events(at=self.at)

    def _receive(self, event: dict[str, Any]) -> None:
        payload = json.dumps(event).encode()
        header = signature(payload, settings.STRIPE_WEBHOOK_SECRET, int(time.time()))
        billing.receive_event(payload=payload, signature=header, at=self.at)
        self.counts.events += 1

    def _tell_first(self) -> None:
        """Tell of a charge while its caller still waits for the answer."""

        def tell() -> None:
            try:
                for event in self.stripe.store.newest("event")[:2]:
                    self._receive(event)
                billing.handle_events(at=self.at)
            finally:
                connections.close_all()

        teller = threading.Thread(target=tell)
        teller.start()
        self.tellers.append(teller)

    def _in_threads(self, acts: list[Callable[[], None]]) -> None:
        def one(act: Callable[[], None]) -> None:
            try:
                act()
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def join(self) -> None:
        while self.tellers:
            self.tellers.pop().join()

    def _one(self) -> Invoice:
        return Invoice.objects.select_related("company").get(pk=self.dice.choice(self.invoices).pk)

    # --- the end ------------------------------------------------------------------------------------

    def end(self) -> None:
        """Let everything work again and the days go by until nothing is left to do."""
        self.stripe.faults.clear()
        for stop in Stop.objects.standing().filter(company__in=self._companies()):
            billing.go_on(stop=stop, at=self.at)
        for _day in range(200):
            billing.handle_events(at=self.at)
            self.sweep()
            due_at = self._next()
            if due_at is None:
                return
            self._wait(max(due_at - self.at, timedelta(0)) + timedelta(hours=6))
        raise AssertionError("there is no end to it")

    def _next(self) -> datetime | None:
        asked = Attempt.objects.filter(invoice__in=self.invoices).aggregate(at=Min("ask_at"))["at"]
        planned = Collection.objects.filter(invoice__in=self.invoices).aggregate(at=Min("next_at"))["at"]
        back = Refund.objects.filter(invoice__in=self.invoices).aggregate(at=Min("ask_at"))["at"]
        return min((at for at in (asked, planned, back) if at is not None), default=None)

    def refund(self) -> None:
        """Send some of the money back, with everything that may go wrong on that way."""
        for invoice in Invoice.objects.filter(pk__in=[one.pk for one in self.invoices]):
            if invoice.paid_cents > 200 and self.dice.random() < 0.5:
                cents = self.dice.randrange(100, invoice.paid_cents)
                reference = f"credit:{invoice.pk}"
                for _twice in range(2):
                    billing.request_refund(
                        invoice=invoice, amount_cents=cents, reference=reference, at=self.at
                    )
                self.counts.refunds += 1
        for on in ("POST /v1/refunds", "GET /v1/refunds"):
            self.stripe.faults.add(self.dice.choice(list(FaultKind)), on=on, times=2, seconds=0.0)
        for minutes in (0, 1, 5, 15, 60, 120, 240, 480, 960):
            self._wait(timedelta(minutes=minutes))
            billing.refund_due(at=self.at)
        self.stripe.faults.clear()
        for event in self.stripe.store.newest("event"):
            if event["type"] == "refund.failed":
                self._receive(event)
        billing.handle_events(at=self.at)

    def _companies(self) -> list[Company]:
        return [invoice.company for invoice in self.invoices]

    # --- Stripe's books against ours ----------------------------------------------------------------

    def check(self) -> None:
        """Hold every story against the books of Stripe itself."""
        assert not Attempt.objects.open().filter(invoice__in=self.invoices).exists(), (
            "an attempt is not closed"
        )
        for invoice in Invoice.objects.filter(pk__in=[one.pk for one in self.invoices]):
            taken = charged(self.stripe, invoice)
            assert sum(taken) <= invoice.gross_cents, f"{invoice} was charged twice: {taken}"
            booked = Payment.objects.filter(invoice=invoice, method="card").total_cents()
            assert booked == sum(taken), f"{invoice}: {booked} booked, {taken} taken"
            self._check_end(invoice)
            self._check_attempts(invoice)
            self.counts.charges += len(taken)
        self._check_comparison()
        self.counts.runs += len(self.invoices)

    def _check_end(self, invoice: Invoice) -> None:
        stage = Collection.objects.filter(pk=invoice.pk).values_list("stage", flat=True).first()
        ends = (
            ["settled", None] if invoice.open_cents <= 0 else ["suspended"]
        )  # None: paid before it was planned.
        assert stage in ends, f"{invoice} was forgotten: {stage}, {invoice.open_cents} open"
        assert invoice.is_paid == (invoice.open_cents <= 0)
        held_back = Suspension.objects.standing().filter(reference=f"invoice:{invoice.pk}").exists()
        assert held_back == (not invoice.is_paid)
        self.counts.paid += invoice.is_paid
        self.counts.suspended += not invoice.is_paid

    def _check_attempts(self, invoice: Invoice) -> None:
        """Each attempt is one charge at Stripe at most, and each charge is known as what it is."""
        attempts = {attempt.key: attempt for attempt in Attempt.objects.filter(invoice=invoice)}
        self.counts.attempts += len(attempts)
        seen: set[str] = set()
        for intent in self.stripe.store.newest("payment_intent"):
            if intent["metadata"].get("invoice") != invoice.number:
                continue
            attempt = attempts[intent["metadata"]["attempt"]]
            assert attempt.key not in seen, f"{attempt.key} made two charges"
            seen.add(attempt.key)
            assert (intent["status"] == "succeeded") == (attempt.status == Attempt.Status.PAID), attempt
            assert intent["status"] in ("succeeded", "canceled", "requires_payment_method"), intent["status"]

    def _check_comparison(self) -> None:
        """The nightly comparison agrees, and the refunds went back once."""
        before = set(Difference.objects.values_list("pk", flat=True))
        billing.compare(at=self.at + timedelta(hours=3))
        new = Difference.objects.exclude(pk__in=before)
        assert not new.exclude(kind=Difference.Kind.MISSING_PAYMENT).exists(), list(new)

    def check_refunds(self) -> None:
        for invoice in self.invoices:
            asked = Refund.objects.filter(invoice=invoice, method="card", status=Refund.Status.DONE)
            ours = asked.aggregate(sum=Sum("amount_cents"))["sum"] or 0
            intents = set(Attempt.objects.filter(invoice=invoice).values_list("intent_id", flat=True))
            theirs = sum(
                refund["amount"]
                for refund in self.stripe.store.newest("refund")
                if refund["payment_intent"] in intents and refund["status"] == "succeeded"
            )
            assert ours == theirs, f"{invoice}: {ours} sent back here, {theirs} at Stripe"
            assert not Refund.objects.filter(invoice=invoice, method="card", status="due").exists()


def play_all(*, runs: int, seed: int, by: User, first: int = 0) -> Counts:
    """Play so many runs, from the given one on, and return what happened; what fails names its ten stories' seed."""
    counts = Counts()
    with Killer() as stripe:
        settings.STRIPE_API_URL = stripe.url
        for number in range(first // STORIES, -(-(first + runs) // STORIES)):
            own_seed = f"{seed}:{number}"
            world = World(random.Random(own_seed), stripe, by, counts)
            try:
                world.begin()
                world.play()
                world.end()
                world.check()
                world.refund()
                world.check_refunds()
            except BaseException as error:
                world.join()
                error.add_note(f"in the ten stories of seed {own_seed}")
                raise
    return counts
