"""The membership: its terms and numbers, and what was decided about it."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from cps_portal.lib.texts import nine_digits
from subscriptions.models import (
    Acceptance,
    Fall,
    Invitation,
    LevelPermit,
    MembershipNumber,
    RenewalChoice,
    SignUp,
    Suspension,
    Term,
    Withdrawal,
)
from support.members.timeline.kinds import Kind
from support.members.timeline.sources.source import source
from support.members.timeline.words import Row, Words, noted, spoken

OF_TERM = "term__subscription__company"


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_term",
    rows=Term.objects.all(),
    of="subscription__company",
    at="created_at",
    level="level__name",
    starts_on="starts_on",
    ends_on="ends_on",
    fee_cents="fee_cents",
    currency="currency",
    payment="payment",
)
def term(row: Row) -> Words:
    last = date.fromisoformat(row["ends_on"]) - timedelta(days=1)
    days = {"starts": row.day("starts_on"), "ends": spoken(last)}
    details = (
        gettext("From %(starts)s, expires on %(ends)s") % days,
        f"{row.amount('fee_cents')}, {SignUp.Payment(row['payment']).label}",
    )
    title = gettext("%(level)s membership") % row.facts
    if row["starts_on"] <= row.today.isoformat() < row["ends_on"]:
        return Words(title, details, gettext("Active"), "done")
    return Words(title, details, gettext("Not running"))


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_term",
    rows=Term.objects.cut_short(),
    of="subscription__company",
    at="cut_at",
    level="level__name",
    cut="cut",
)
def cut(row: Row) -> Words:
    title = gettext("%(level)s ended early") % row.facts
    return Words(title, (Term.Cut(row["cut"]).label,), gettext("Cut"), "care")


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_suspension",
    rows=Suspension.objects.all(),
    of=OF_TERM,
    at="from_at",
)
def suspended(row: Row) -> Words:
    return Words(gettext("Benefits suspended until an invoice is paid"), (), gettext("Suspended"), "stop")


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_suspension",
    rows=Suspension.objects.exclude(until_at=None),
    of=OF_TERM,
    at="until_at",
)
def restored(row: Row) -> Words:
    return Words(gettext("Benefits restored"), (), gettext("Restored"), "done")


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_renewalchoice",
    rows=RenewalChoice.objects.all(),
    of="subscription__company",
    at="at",
    act="act",
    level="level__name",
    by="by__name",
)
def choice(row: Row) -> Words:
    act = RenewalChoice.Act(row["act"]).label
    return Words(gettext("Renewal: %(act)s") % {"act": act}, (row["level"],))


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_withdrawal",
    rows=Withdrawal.objects.all(),
    of="subscription__company",
    at="proposed_at",
    reason="reason",
    note="note",
    by="proposed_by__name",
    status="status",
)
def proposed(row: Row) -> Words:
    reason, status = Withdrawal.Reason(row["reason"]).label, Withdrawal.Status(row["status"])
    kind = "care" if status == Withdrawal.Status.PROPOSED else "quiet"
    href = reverse("admin:subscriptions_withdrawal_change", args=[row.pk])
    return Words(gettext("Withdrawal proposed"), (reason, noted(row["note"])), status.label, kind, href)


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_withdrawal",
    rows=Withdrawal.objects.exclude(decided_at=None),
    of="subscription__company",
    at="decided_at",
    status="status",
    by="decided_by__name",
)
def decided(row: Row) -> Words:
    return Words(gettext("Withdrawal: %(status)s") % {"status": Withdrawal.Status(row["status"]).label})


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_levelpermit",
    rows=LevelPermit.objects.all(),
    of="company",
    at="at",
    level="level__name",
    until_on="until_on",
    reason="reason",
    by="by__name",
)
def permitted(row: Row) -> Words:
    facts = {"level": row["level"], "day": row.day("until_on")}
    return Words(gettext("%(level)s permitted by staff until %(day)s") % facts, (row["reason"],))


@source(
    Kind.POINTS,
    "subscriptions.view_fall",
    rows=Fall.objects.all(),
    of=OF_TERM,
    at="fell_at",
    points="points",
    level="term__level__name",
)
def fell(row: Row) -> Words:
    points = ngettext("%(points)d point left", "%(points)d points left", row["points"]) % row.facts
    return Words(gettext("Points below %(level)s") % row.facts, (points,), gettext("Level kept"), "care")


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_membershipnumber",
    rows=MembershipNumber.objects.all(),
    of="company",
    at="since_at",
    number="number",
    kind="kind",
)
def number(row: Row) -> Words:
    facts = {"number": nine_digits(row["number"]), "kind": MembershipNumber.Kind(row["kind"]).label}
    return Words(gettext("Membership number %(number)s (%(kind)s)") % facts)


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_invitation",
    rows=Invitation.objects.exclude(sent_at=None),
    of="company",
    at="sent_at",
    points="points",
)
def invited(row: Row) -> Words:
    points = ngettext("With %(points)s point", "With %(points)s points", row["points"]) % row.facts
    return Words(gettext("Invited to sign up for CPS"), (points,))


@source(
    Kind.MEMBERSHIP,
    "subscriptions.view_acceptance",
    rows=Acceptance.objects.all(),
    of="company",
    at="at",
    version="terms__version",
    by="by__name",
)
def accepted(row: Row) -> Words:
    return Words(gettext("Terms of use %(version)s accepted") % row.facts)
