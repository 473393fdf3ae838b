"""The gear: registered, corrected, ended, and claimed by one company from another."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import Company
from products.models import GearEvent, GearFile, Registration, Transfer
from support.members.timeline.kinds import Kind
from support.members.timeline.sources.source import source
from support.members.timeline.words import Row, Words

PIECE = {"product": "product__name", "serial": "serial"}


def _serial(row: Row) -> str:
    return gettext("Serial number %(serial)s") % row.facts if row["serial"] else ""


@source(
    Kind.GEAR,
    "products.view_registration",
    rows=Registration.objects.all(),
    of="company",
    at="registered_at",
    complete="completed_at",
    ended="ended_at",
    end="end",
    by="registered_by__name",
    **PIECE,
)
def registered(row: Row) -> Words:
    title, details = (
        gettext("%(product)s registered") % row.facts,
        (_serial(row) or gettext("No serial number yet"),),
    )
    if row["ended"]:
        return Words(title, details, Registration.End(row["end"]).label)
    if row["complete"]:
        return Words(title, details, gettext("Complete"), "done")
    return Words(title, details, gettext("Something is missing"), "act")


@source(
    Kind.GEAR,
    "products.view_registration",
    rows=Registration.objects.exclude(ended_at=None),
    of="company",
    at="ended_at",
    end="end",
    by="registered_by__name",
    **PIECE,
)
def ended(row: Row) -> Words:
    facts = {"product": row["product"], "end": Registration.End(row["end"]).label}
    return Words(gettext("%(product)s: %(end)s") % facts, (_serial(row),))


# What else happens to a piece of gear belongs to a transfer, which is told for itself.
BY_THE_COMPANY = [GearEvent.Kind.CORRECTED, GearEvent.Kind.PROOF]


@source(
    Kind.GEAR,
    "products.view_gearevent",
    rows=GearEvent.objects.filter(kind__in=BY_THE_COMPANY),
    of="registration__company",
    at="at",
    kind="kind",
    changes="facts",
    by="by__name",
    product="registration__product__name",
)
def gear_changed(row: Row) -> Words:
    return Words(row["product"], (GearEvent(kind=row["kind"], facts=row["changes"]).said,))


def _of_either(company: Company) -> Q:
    return Q(given__company=company) | Q(wanted__company=company)


SIDES = {
    "product": "given__product__name",
    "serial": "serial",
    "holder": "given__company__legal_name",
    "claimant": "wanted__company__legal_name",
    "status": "status",
}
OPEN = {Transfer.Status.ASKED: "care", Transfer.Status.CONTESTED: "act"}


@source(
    Kind.GEAR,
    "products.view_transfer",
    rows=Transfer.objects.all(),
    of=_of_either,
    at="asked_at",
    by="asked_by__name",
    **SIDES,
)
def transfer_asked(row: Row) -> Words:
    status = Transfer.Status(row["status"])
    sides = gettext("Registered by %(holder)s, wanted by %(claimant)s") % row.facts
    title = gettext("Transfer of %(product)s asked for") % row.facts
    href = reverse("admin:products_transfer_case", args=[row.pk])
    return Words(title, (_serial(row), sides), status.label, OPEN.get(status, "quiet"), href)


@source(
    Kind.GEAR,
    "products.view_transfer",
    rows=Transfer.objects.exclude(settled_at=None),
    of=_of_either,
    at="settled_at",
    by="settled_by__name",
    reason="reason",
    **SIDES,
)
def transfer_settled(row: Row) -> Words:
    facts = {"product": row["product"], "status": Transfer.Status(row["status"]).label}
    return Words(gettext("Transfer of %(product)s: %(status)s") % facts, (_serial(row), row["reason"]))


@source(
    Kind.GEAR,
    "products.view_gearfile",
    rows=GearFile.objects.all(),
    of="company",
    at="uploaded_at",
    name="name",
    state="state",
    by="by__name",
)
def list_uploaded(row: Row) -> Words:
    state = GearFile.State(row["state"])
    kind = "done" if state == GearFile.State.DONE else "care"
    return Words(gettext("List of gear uploaded: %(name)s") % row.facts, (), state.label, kind)
