"""Every way of finding a company by a number or an address: one question over an index each, written once."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import numbers as company_numbers
from accounts.models import Company, ParticipatingCountry, Role, User
from billing.models import Invoice
from cps_portal.lib.text_folding import compact
from products.models import LegacyMember, Registration
from subscriptions.models import MembershipNumber
from support.helpdesk.models import Ticket
from support.lookup.prepared import Prepared, stand_ins
from support.lookup.query import Clue, Kind, slips
from support.lookup.results import ROWS, Hit
from support.lookup.rows import COLUMNS, OF_ITS_COMPANY, company

Rows = QuerySet[Any, Any]


def by_number(number: str) -> Iterator[Hit]:
    known = {row[0]: row for row in NUMBERS.rows(*_filled(number, slips(number)))}
    if number in known:
        yield _of_number(known[number])
        return
    # Gear that has not moved yet: the number still leads to the company that named the old address.
    former = CLAIMED.rows(number)
    for row in former:
        yield Hit(company(row), Kind.NUMBER, number, note=str(MembershipNumber.Kind.LEGACY.label))
    for row in [] if former else known.values():
        near = MembershipNumber(number=row[0])
        note = _("almost the same number")
        yield Hit(company(row[2:]), Kind.NUMBER, near.spoken, note=note, is_exact=False, is_guess=True)


def _of_number(row: tuple[Any, ...]) -> Hit:
    known = MembershipNumber(number=row[0], kind=row[1])
    note = "" if known.kind == MembershipNumber.Kind.CURRENT else known.get_kind_display()
    return Hit(company(row[2:]), Kind.NUMBER, known.spoken, note=note)


def _filled(number: str, others: set[str]) -> list[str]:
    """The number and those it may stand for, always as many."""
    return [number, *others, *[number] * (POSSIBLE - 1 - len(others))]


def _numbers(*numbers: str) -> Rows:
    found = MembershipNumber.objects.filter(number__in=numbers).order_by("pk")
    return found.values_list("number", "kind", *OF_ITS_COMPANY)


def _claimed(number: str) -> Rows:
    old_address = LegacyMember.objects.filter(number=number).exclude(email="").values("email")
    return Company.objects.filter(old_cps_email__in=old_address).order_by("pk").values_list(*COLUMNS)[:ROWS]


def by_reference(reference: str) -> Iterator[Hit]:
    for number, _reference, *row in REFERENCES.rows(reference):
        yield Hit(company(row), Kind.REFERENCE, reference, note=number)


def by_invoice(number: str) -> Iterator[Hit]:
    for known, _reference, *row in INVOICES.rows(number):
        yield Hit(company(row), Kind.INVOICE, known)


def _invoices_by(field: str, value: str) -> Rows:
    found = Invoice.objects.filter(**{field: value}).order_by("-pk")
    return found.values_list("number", "reference", *OF_ITS_COMPANY)[:ROWS]


def by_ticket(key: str) -> Iterator[Hit]:
    for ticket in Ticket.objects.filter(pk=int(key)).select_related("company"):
        yield Hit(ticket.company, Kind.TICKET, ticket.number, note=ticket.subject)


def by_vat(number: str) -> Iterator[Hit]:
    for known, *row in VAT_NUMBERS.rows(number):
        yield Hit(company(row), Kind.VAT, known)


def _vat_numbers(number: str) -> Rows:
    possible = [number, *(prefix + number for prefix in company_numbers.PREFIXES.values())]
    return (
        Company.objects.filter(vat_number__in=possible)
        .order_by("pk")
        .values_list("vat_number", *COLUMNS)[:ROWS]
    )


def by_registration(number: str) -> Iterator[Hit]:
    for known, *row in REGISTRATION_NUMBERS.rows(number, compact(number)):
        yield Hit(company(row), Kind.REGISTRATION, known)


def _registration_numbers(number: str, compact_number: str) -> Rows:
    """The index begins with the country, of which there are few."""
    countries = ParticipatingCountry.objects.values("code")
    found = Company.objects.filter(country__in=countries, registration_number__in=(number, compact_number))
    return found.order_by("pk").values_list("registration_number", *COLUMNS)[:ROWS]


def by_serial(serial: str) -> Iterator[Hit]:
    for product, end, *row in sorted(GEAR.rows(serial), key=lambda row: row[2] is not None):
        words = [product, Registration(end=end).get_end_display()]
        yield Hit(company(row[1:]), Kind.SERIAL, serial, note=", ".join(word for word in words if word))


def _gear(serial: str) -> Rows:
    gear = Registration.objects.filter(serial=serial).order_by("-pk")
    return gear.values_list("product__name", "end", "ended_at", *OF_ITS_COMPANY)[:ROWS]


def by_email(email: str) -> Iterator[Hit]:
    for name, kind, *row in PEOPLE.rows(email):
        role = Role(user=User(name=name, email=email), kind=kind)
        yield Hit(company(row), Kind.EMAIL, email, note=str(role))
    for old, *row in ADDRESSES.rows(email):
        note = _("old CPS address") if old == email else _("for invoices")
        yield Hit(company(row), Kind.EMAIL, email, note=note)


def _people(email: str) -> Rows:
    return (
        Role.objects.filter(user__email=email)
        .order_by("pk")
        .values_list("user__name", "kind", *OF_ITS_COMPANY)
    )


def _addresses(email: str) -> Rows:
    others = Company.objects.filter(Q(old_cps_email=email) | Q(invoice_email=email)).order_by("pk")
    return others.values_list("old_cps_email", *COLUMNS)[:ROWS]


def unclaimed(clues: Iterable[Clue]) -> list[LegacyMember]:
    """Find members of the old programme whom no company has claimed: an agent can say that they are known."""
    found = [pk for clue in clues if clue.kind in FORMER for (pk,) in FORMER[clue.kind].rows(clue.value)]
    return list(LegacyMember.objects.filter(pk__in=found)) if found else []


def _former_by(field: str, value: str) -> Rows:
    return LegacyMember.objects.filter(**{field: value}).order_by("number").values_list("pk")[:ROWS]


# Nine digits: themselves, eighty-one with a digit wrong, eight with two exchanged.
POSSIBLE = 90
NUMBERS = Prepared(_numbers, *stand_ins(POSSIBLE))
CLAIMED = Prepared(_claimed, *stand_ins(1))
REFERENCES = Prepared(lambda value: _invoices_by("reference", value), *stand_ins(1))
INVOICES = Prepared(lambda value: _invoices_by("number", value), *stand_ins(1))
VAT_NUMBERS = Prepared(_vat_numbers, *stand_ins(1))
REGISTRATION_NUMBERS = Prepared(_registration_numbers, *stand_ins(2))
GEAR = Prepared(_gear, *stand_ins(1))
PEOPLE = Prepared(_people, *stand_ins(1))
ADDRESSES = Prepared(_addresses, *stand_ins(1))
FORMER = {
    Kind.NUMBER: Prepared(lambda value: _former_by("number", value), *stand_ins(1)),
    Kind.EMAIL: Prepared(lambda value: _former_by("email", value), *stand_ins(1)),
}
