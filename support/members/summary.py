"""The short answers about a member that stand on the agent's page."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Company, Role, User
from billing.models import Invoice
from points.models import Balance
from products.models import Registration
from subscriptions.latest_terms import Membership, memberships
from subscriptions.models import MembershipNumber


@dataclass(frozen=True)
class Number:
    """Something counted; a kind makes a state of it as soon as there is any."""

    name: str
    count: int
    kind: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody of the company, with what can be done about them."""

    role: Role
    acts: list[Any] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, str]:
        return "person", str(self.role.pk)


@dataclass(frozen=True)
class Member:
    """What stands beside a member's timeline."""

    membership: Membership | None
    persons: list[Person]
    old_numbers: list[MembershipNumber]
    counts: list[Number]


def of(company: Company, *, reader: User, on: date) -> Member:
    """Gather what the reader may see of a company at a glance."""
    numbers = MembershipNumber.objects.filter(company=company)
    roles = Role.objects.filter(company=company).select_related("user").order_by("pk")
    return Member(
        membership=memberships([company.pk], on=on).get(company.pk),
        persons=[Person(role) for role in roles],
        old_numbers=list(numbers.exclude(kind=MembershipNumber.Kind.CURRENT).order_by("-since_at", "pk")),
        counts=_counts(company, reader=reader, on=on),
    )


def _counts(company: Company, *, reader: User, on: date) -> list[Number]:
    """Everything that is counted, in one query."""
    gear, unpaid = Registration.objects.filter(company=OuterRef("pk")), Invoice.objects.unpaid()
    counts = Company.objects.values(
        points=Coalesce(Subquery(Balance.objects.filter(company=OuterRef("pk")).values("points")), 0),
        complete=_count(gear.complete()),
        incomplete=_count(gear.live().filter(completed_at=None)),
        overdue=_count(unpaid.filter(company=OuterRef("pk"), payable_on__lt=on)),
        waiting=_count(unpaid.filter(company=OuterRef("pk"), payable_on__gte=on)),
    ).get(pk=company.pk)
    numbers = []
    if reader.has_perm("points.view_balance"):
        numbers += [Number(_("Points"), counts["points"])]
    if reader.has_perm("products.view_registration"):
        numbers += [
            Number(_("Gear, complete"), counts["complete"]),
            Number(_("Gear, something missing"), counts["incomplete"], "act"),
        ]
    if reader.has_perm("billing.view_invoice"):
        numbers += [
            Number(_("Invoices overdue"), counts["overdue"], "stop"),
            Number(_("Invoices not due yet"), counts["waiting"]),
        ]
    return numbers


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("company").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)
