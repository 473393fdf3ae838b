"""The account: how the company was verified, what it is called, and its requests about personal data."""

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from accounts.models import Application, CaseEvent, Company, CompanyChange, DataRequest, VatCheck
from support.members.timeline.kinds import Kind
from support.members.timeline.sources.source import source
from support.members.timeline.words import Row, Words, noted

ANSWERS = {
    VatCheck.Status.VALID: "done",
    VatCheck.Status.INVALID: "stop",
    VatCheck.Status.PENDING: "care",
    VatCheck.Status.UNAVAILABLE: "care",
}


@source(
    Kind.ACCOUNT,
    "accounts.view_application",
    rows=CaseEvent.objects.all(),
    of="application__company",
    at="at",
    act="act",
    application="application_id",
    by="by__name",
    reason="reason",
    text="public_text",
    note="private_note",
)
def case(row: Row) -> Words:
    act = CaseEvent.Act(row["act"]).label
    reason = CaseEvent.Reason(row["reason"]).label if row["reason"] else ""
    facts = {"number": f"A-{row['application']:06d}", "act": act}
    title = gettext("Application %(number)s: %(act)s") % facts
    return Words(title, (reason, row["text"], noted(row["note"])))


def _its_numbers(company: Company) -> Q:
    """The VAT number that the company has, and those of its applications."""
    asked = Application.objects.filter(company=company).exclude(vat_number="").values("vat_number")
    return Q(number__in=asked) | Q(number=company.vat_number or None)


@source(
    Kind.ACCOUNT,
    "accounts.view_vatcheck",
    rows=VatCheck.objects.all(),
    of=_its_numbers,
    at=Coalesce("answered_at", "created_at"),
    number="number",
    status="status",
    name="trader_name",
    address="trader_address",
    consultation="consultation_number",
)
def vat_checked(row: Row) -> Words:
    status = VatCheck.Status(row["status"])
    said = ", ".join(part for part in (row["name"], " ".join(row["address"].split())) if part)
    consultation = gettext("Consultation number %(consultation)s") % row.facts if row["consultation"] else ""
    title = gettext("VIES asked about %(number)s") % row.facts
    return Words(title, (said, consultation), status.label, ANSWERS[status])


CHANGE = {"before": "before", "after": "after", "status": "status"}


def _changes(row: Row) -> list[str]:
    """What a company wants to be called, field by field, where it differs."""
    rows = CompanyChange(before=row["before"], after=row["after"]).rows
    return [f"{name}: {before or '–'} → {after or '–'}" for name, before, after in rows if before != after]


@source(
    Kind.ACCOUNT,
    "accounts.view_companychange",
    rows=CompanyChange.objects.all(),
    of="company",
    at="asked_at",
    by="asked_by__name",
    **CHANGE,
)
def change_asked(row: Row) -> Words:
    status = CompanyChange.Status(row["status"])
    is_pending = status == CompanyChange.Status.PENDING
    kind = "care" if is_pending else "quiet"
    return Words(gettext("Other company data asked for"), tuple(_changes(row)), status.label, kind)


@source(
    Kind.ACCOUNT,
    "accounts.view_companychange",
    rows=CompanyChange.objects.exclude(decided_at=None),
    of="company",
    at="decided_at",
    by="decided_by__name",
    reason="reason",
    **CHANGE,
)
def change_decided(row: Row) -> Words:
    status = CompanyChange.Status(row["status"])
    return Words(gettext("Company data: %(status)s") % {"status": status.label}, (row["reason"],))


@source(
    Kind.ACCOUNT,
    "accounts.view_datarequest",
    rows=DataRequest.objects.all(),
    of="company",
    at="asked_at",
    kind="kind",
    by="user__name",
)
def data_asked(row: Row) -> Words:
    return Words(gettext("Personal data: %(what)s asked for") % {"what": DataRequest.Kind(row["kind"]).label})


@source(
    Kind.ACCOUNT,
    "accounts.view_datarequest",
    rows=DataRequest.objects.exclude(done_at=None),
    of="company",
    at="done_at",
    kind="kind",
    refusal="refusal",
)
def data_done(row: Row) -> Words:
    what = {"what": DataRequest.Kind(row["kind"]).label}
    if row["refusal"]:
        return Words(gettext("Personal data: %(what)s refused") % what, (row["refusal"],))
    return Words(gettext("Personal data: %(what)s done") % what)
