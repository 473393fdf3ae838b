"""The dunning board: unpaid invoices that are due soon or overdue, by their step of the ladder, and what comes next."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.models import Attempt, Collection, Invoice, Stop
from billing.reports import owed
from cps_portal.lib import money

DUE_SOON_DAYS = 7
MOST_ROWS = 50
Stage = Collection.Stage


class Step(models.TextChoices):
    """The steps in their order; a later one is always worse for the member."""

    DUE_SOON = "due_soon", _("Due soon")
    OVERDUE = "overdue", _("Overdue, nothing tried yet")
    DECLINED = "declined", _("Card declined, tried again")
    NEEDS_CUSTOMER = "needs_customer", _("Needs the customer")
    REMINDED = "reminded", _("Reminded")
    LAST = "last", _("About to be suspended")
    SUSPENDED = "suspended", _("Benefits suspended")


NEXT: dict[str, Promise] = {
    Step.DECLINED: _("next try"),
    Step.REMINDED: _("next reminder"),
    Step.LAST: _("suspension"),
}


def steps(*, on: date) -> QuerySet[Any]:
    """The collections of unpaid invoices that stand on a step on that day, as `step`."""
    last_attempt = Attempt.objects.filter(invoice=OuterRef("invoice")).order_by("-pk").values("status")[:1]
    needs_customer = Q(last_attempt=Attempt.Status.NEEDS_CUSTOMER)
    unreminded = Q(reminders=0)
    step = Case(
        When(stage=Stage.SUSPENDED, then=Value(Step.SUSPENDED)),
        When(stage=Stage.CHARGE, declines__gt=0, then=Value(Step.DECLINED)),
        When(unreminded & Q(stage=Stage.REMIND) & needs_customer, then=Value(Step.NEEDS_CUSTOMER)),
        When(stage=Stage.REMIND, reminders__gte=len(settings.REMINDER_DAYS), then=Value(Step.LAST)),
        When(~unreminded, stage=Stage.REMIND, then=Value(Step.REMINDED)),
        When(invoice__payable_on__lt=on, then=Value(Step.OVERDUE)),
        default=Value(Step.DUE_SOON),
        output_field=models.CharField(),
    )
    unpaid = Collection.objects.filter(invoice__paid_at=None).exclude(stage=Stage.SETTLED)
    # Most of what is unpaid is not due for weeks, and on no step.
    standing = unpaid.filter(
        ~Q(stage=Stage.CHARGE, declines=0) & ~Q(stage=Stage.REMIND, reminders=0)
        | Q(invoice__payable_on__lte=on + timedelta(days=DUE_SOON_DAYS))
    )
    return standing.annotate(last_attempt=Subquery(last_attempt)).annotate(step=step)


@dataclass(frozen=True)
class Row:
    """An invoice on its step: what is owed, what comes next, or what keeps that from coming by itself."""

    collection: Any
    owed: str
    days_overdue: int
    next_name: Promise
    held_by: Promise | str

    @property
    def invoice(self) -> Invoice:
        return self.collection.invoice  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Rung:
    """One column of the board: how many stand on it, what they owe, and those whose turn comes first."""

    step: Step
    count: int
    sums: list[str]
    rows: list[Row]

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


def board(*, on: date) -> list[Rung]:
    """Return the columns of the board by two queries, with as many rows of each as anybody reads."""
    counts, sums = _totals(on)
    rows: dict[str, list[Row]] = defaultdict(list)
    for found in _first(on):
        rows[found.step].append(_row(found, on))
    return [
        Rung(
            step,
            counts[step],
            [money.spoken(cents, currency) for currency, cents in sorted(sums[step].items())],
            rows[step],
        )
        for step in Step
    ]


def _totals(on: date) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    owing = steps(on=on).annotate(owed_cents=owed("invoice__gross_cents", "invoice")).order_by()
    for step, currency, count, cents in owing.values_list("step", "invoice__currency").annotate(
        count=Count("pk"), cents=Sum("owed_cents")
    ):
        counts[step] += count
        sums[step][currency] = cents
    return counts, sums


def _first(on: date) -> QuerySet[Any]:
    """The rows of each step whose turn comes first; those without a turn by their due date."""
    turn = Window(
        RowNumber(),
        partition_by="step",
        order_by=[F("next_at").asc(nulls_last=True), F("invoice__payable_on").asc(), F("pk").asc()],
    )
    stops = Stop.objects.standing().filter(
        Q(invoice=OuterRef("invoice")) | Q(invoice=None, company=OuterRef("invoice__company"))
    )
    first = steps(on=on).annotate(turn=turn).filter(turn__lte=MOST_ROWS)
    told = first.annotate(
        owed_cents=owed("invoice__gross_cents", "invoice"),
        is_stopped=Exists(stops),
        is_asked=Exists(Attempt.objects.open().filter(invoice=OuterRef("invoice"))),
    )
    rows: QuerySet[Any] = told.select_related("invoice__company").order_by("step", "turn")
    return rows


def _row(found: Any, on: date) -> Row:
    return Row(
        collection=found,
        owed=money.spoken(found.owed_cents, found.invoice.currency),
        days_overdue=max((on - found.invoice.payable_on).days, 0),
        next_name=NEXT.get(found.step) or (_("charge") if found.stage == Stage.CHARGE else _("reminder")),
        held_by=_held_by(found),
    )


def _held_by(found: Any) -> Promise | str:
    """Say what keeps the next step from being taken; nothing where it comes by itself."""
    if found.is_stopped:
        return _("Stopped by staff")
    if found.is_asked:
        return _("Stripe is being asked")
    needs_staff = found.stage == Stage.CHARGE and found.confirmed_at is None
    if needs_staff and found.invoice.gross_cents > settings.CHARGE_CEILING_CENTS:
        return _("Waits for your confirmation")
    return ""
