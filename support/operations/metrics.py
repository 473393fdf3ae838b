"""Figures for Prometheus: requests from each process, and what is due, waiting or late from the database."""

import os
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from post_office.models import STATUS, Email
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from accounts.models import Application, VatCheck
from billing.models import CardEvent, Invoice
from cps_portal.lib import clock
from subscriptions.models import Term
from support.helpdesk.models import Ticket
from support.operations import health
from support.operations.models import JobRun


def page(*, at: datetime) -> bytes:
    """Write everything in Prometheus's text format."""
    rows = CollectorRegistry()
    rows.register(Rows(at))
    return generate_latest(_requests()) + generate_latest(rows)


def _requests() -> CollectorRegistry:
    """The figures of all web processes where they share a folder, else of this one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared


class Rows(Collector):
    """Counts rows when it is asked, over indexes."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield self._due()
        yield self._mails()
        yield self._cases()
        questions = Ticket.objects.to_answer().count()
        yield GaugeMetricFamily("cps_questions", "Questions of customers that wait for an answer.", questions)
        yield from self._jobs()
        members = Term.objects.running(on=clock.on(self.at)).count()
        yield GaugeMetricFamily("cps_members", "Companies that are members today.", members)

    def _due(self) -> GaugeMetricFamily:
        found = GaugeMetricFamily("cps_due_rows", "Rows that wait for the worker now.", labels=["kind"])
        found.add_metric(["vat checks"], VatCheck.objects.due(at=self.at).count())
        found.add_metric(["card events"], CardEvent.objects.due(at=self.at).count())
        found.add_metric(["invoices to issue"], Term.objects.filter(invoice=None).count())
        found.add_metric(["invoices to send"], Invoice.objects.unsent().count())
        return found

    def _mails(self) -> GaugeMetricFamily:
        found = GaugeMetricFamily("cps_mails", "Mails that have not left.", labels=["state"])
        states = {STATUS.queued: "queued", STATUS.requeued: "to be tried again", STATUS.failed: "given up"}
        counted = Email.objects.filter(status__in=states).values_list("status").annotate(Count("pk"))
        counts = dict(counted.order_by("status"))
        for status, name in states.items():
            found.add_metric([name], counts.get(status, 0))
        return found

    def _cases(self) -> GaugeMetricFamily:
        found = GaugeMetricFamily("cps_cases", "Verification cases that are open.", labels=["state"])
        counts = Application.objects.open().order_by("status").values_list("status").annotate(Count("pk"))
        for status, count in counts:
            found.add_metric([status], count)
        return found

    def _jobs(self) -> Iterator[GaugeMetricFamily]:
        ages = GaugeMetricFamily("cps_job_age_seconds", "Seconds since the job ran.", labels=["job"])
        late = GaugeMetricFamily("cps_job_late", "1 for a job that stays away.", labels=["job"])
        for run in JobRun.objects.exclude(ran_at=None).order_by("job"):
            assert run.ran_at is not None
            ages.add_metric([run.job], (self.at - run.ran_at).total_seconds())
        for state in health.jobs(at=self.at):
            late.add_metric([state.job], int(state.is_late))
        yield ages
        yield late
