"""The points: every entry of the ledger, and the corrections that staff propose."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from points.models import Correction, Entry
from support.members.timeline.kinds import Kind
from support.members.timeline.sources.source import source
from support.members.timeline.words import Row, Words, noted


def _signed(amount: int) -> str:
    return ngettext("%(amount)+d point", "%(amount)+d points", abs(amount)) % {"amount": amount}


@source(
    Kind.POINTS,
    "points.view_entry",
    rows=Entry.objects.all(),
    of="company",
    at="recorded_at",
    amount="amount",
    sentence="sentence",
    facts="facts",
    by="by__name",
)
def points(row: Row) -> Words:
    return Words(_signed(row["amount"]), (gettext(row["sentence"]) % row["facts"],))


STATES = {Correction.Status.PROPOSED: "care", Correction.Status.BOOKED: "done"}


@source(
    Kind.POINTS,
    "points.view_correction",
    rows=Correction.objects.all(),
    of="company",
    at="proposed_at",
    amount="amount",
    reason="reason",
    status="status",
    by="proposed_by__name",
)
def correction(row: Row) -> Words:
    status = Correction.Status(row["status"])
    title = gettext("Correction: %(points)s") % {"points": _signed(row["amount"])}
    href = reverse("admin:points_correction_change", args=[row.pk])
    return Words(title, (row["reason"],), status.label, STATES.get(status, "quiet"), href)


@source(
    Kind.POINTS,
    "points.view_correction",
    rows=Correction.objects.filter(needs_two=True).exclude(decided_at=None),
    of="company",
    at="decided_at",
    status="status",
    note="note",
    by="decided_by__name",
)
def correction_decided(row: Row) -> Words:
    status = Correction.Status(row["status"])
    return Words(
        gettext("Correction of points: %(status)s") % {"status": status.label}, (noted(row["note"]),)
    )
