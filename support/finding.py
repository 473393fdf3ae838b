"""Follows the clues of a look-up: every way of finding a company is one query over an index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from django.contrib.postgres.lookups import TrigramWordSimilar
from django.contrib.postgres.search import TrigramWordDistance
from django.db.models import Func, Q, QuerySet, TextField
from django.db.models.lookups import Contains
from django.utils.translation import gettext as _

from accounts import numbers as company_numbers
from accounts.models import Company, ParticipatingCountry, Role
from billing.models import Invoice
from products.models import LegacyMember, Registration
from subscriptions.models import MembershipNumber
from support.clues import Clue, Kind, clues, slips
from support.folding import compact, folded, words
from support.memberships import Membership, memberships
from support.models import Ticket

ROWS = 20


class Folded(Func):
    """The database's own folding, over which the index of company names is built."""

    function = "cps_folded"
    output_field = TextField()


@dataclass(frozen=True)
class Hit:
    """A company, and what of it answers to the text."""

    company: Company
    kind: Kind
    text: str
    note: str = ""
    is_exact: bool = True
    # Nothing was found, and this is what was perhaps meant.
    is_guess: bool = False
    membership: Membership | None = None


@dataclass(frozen=True)
class Found:
    """The answer to a look-up: companies, exact hits first; members of the old programme if there is no company."""

    query: str = ""
    hits: list[Hit] = field(default_factory=list)
    unclaimed: list[LegacyMember] = field(default_factory=list)

    @property
    def is_guess(self) -> bool:
        """Whether nothing answers exactly, and numbers like the one that was typed are shown instead."""
        return bool(self.hits) and all(hit.is_guess for hit in self.hits)

    @property
    def only(self) -> Company | None:
        """The one company that answers exactly; a name tells only where no other holds the same words."""
        exact = [hit for hit in self.hits if hit.is_exact]
        if len(exact) != 1 or (exact[0].kind is Kind.NAME and len(self.hits) > 1):
            return None
        return exact[0].company


def find(text: str, *, on: date) -> Found:
    """Find the companies that the text leads to; names are looked for only where no number answers."""
    followed = clues(text)
    hits: dict[int, Hit] = {}
    guesses: list[Hit] = []
    for clue in followed:
        if clue.kind is Kind.NAME and hits:
            continue
        for hit in FINDERS[clue.kind](clue.value):
            if hit.is_guess:
                guesses.append(hit)
            else:
                hits.setdefault(hit.company.pk, hit)
    # A member of the old programme who is meant is a better answer than numbers that look alike.
    if not hits and (unclaimed := _unclaimed(followed)):
        return Found(query=text, unclaimed=unclaimed)
    rows = sorted(hits.values(), key=lambda hit: not hit.is_exact) or guesses
    return Found(query=text, hits=_with_memberships(rows[:ROWS], on=on))


def _by_number(number: str) -> Iterator[Hit]:
    possible = {number, *slips(number)}
    numbers = MembershipNumber.objects.filter(number__in=possible).select_related("company").order_by("pk")
    known = {one.number: one for one in numbers}
    if number in known:
        kind = "" if known[number].kind == MembershipNumber.Kind.CURRENT else known[number].get_kind_display()
        yield Hit(known[number].company, Kind.NUMBER, known[number].spoken, note=kind)
        return
    # Gear that has not moved yet: the number still leads to the company that named the old address.
    old_address = LegacyMember.objects.filter(number=number).exclude(email="").values("email")
    for company in Company.objects.filter(old_cps_email__in=old_address)[:ROWS]:
        note = str(MembershipNumber.Kind.LEGACY.label)
        yield Hit(company, Kind.NUMBER, number, note=note)
        known = {}
    for near in known.values():
        note = _("almost the same number")
        yield Hit(near.company, Kind.NUMBER, near.spoken, note=note, is_exact=False, is_guess=True)


def _by_reference(reference: str) -> Iterator[Hit]:
    yield from _of_invoices(Invoice.objects.filter(reference=reference), Kind.REFERENCE, "reference")


def _by_invoice(number: str) -> Iterator[Hit]:
    yield from _of_invoices(Invoice.objects.filter(number=number), Kind.INVOICE, "number")


def _of_invoices(invoices: QuerySet[Invoice], kind: Kind, shown: str) -> Iterator[Hit]:
    for invoice in invoices.select_related("company")[:ROWS]:
        note = "" if kind is Kind.INVOICE else invoice.number
        yield Hit(invoice.company, kind, getattr(invoice, shown), note=note)


def _by_ticket(key: str) -> Iterator[Hit]:
    for ticket in Ticket.objects.filter(pk=int(key)).select_related("company"):
        yield Hit(ticket.company, Kind.TICKET, ticket.number, note=ticket.subject)


def _by_vat(number: str) -> Iterator[Hit]:
    possible = {number} | {prefix + number for prefix in company_numbers.PREFIXES.values()}
    for company in Company.objects.filter(vat_number__in=possible)[:ROWS]:
        yield Hit(company, Kind.VAT, company.vat_number)


def _by_registration(number: str) -> Iterator[Hit]:
    countries = ParticipatingCountry.objects.values("code")
    possible = {number, compact(number)}
    for company in Company.objects.filter(country__in=countries, registration_number__in=possible)[:ROWS]:
        yield Hit(company, Kind.REGISTRATION, company.registration_number)


def _by_serial(serial: str) -> Iterator[Hit]:
    gear = Registration.objects.filter(serial=serial).select_related("company", "product").order_by("-pk")
    for registration in sorted(gear[:ROWS], key=lambda row: not row.is_live):
        end = registration.get_end_display()
        note = f"{registration.product}, {end}" if end else str(registration.product)
        yield Hit(registration.company, Kind.SERIAL, registration.serial, note=note)


def _by_email(email: str) -> Iterator[Hit]:
    for role in Role.objects.filter(user__email=email).select_related("company", "user"):
        yield Hit(role.company, Kind.EMAIL, email, note=str(role))
    others = Company.objects.filter(Q(old_cps_email=email) | Q(invoice_email=email))
    for company in others[:ROWS]:
        old = company.old_cps_email == email
        yield Hit(company, Kind.EMAIL, email, note=_("old CPS address") if old else _("for invoices"))


def _by_name(name: str) -> Iterator[Hit]:
    """Words in any order and without accents; only where nothing holds them all, names that look alike."""
    holding = Company.objects.filter(*(Contains(Folded("legal_name"), word) for word in words(name)))
    # By key: the first rows that hold a common word come without sorting a million others.
    companies = sorted(holding.order_by("pk")[:ROWS], key=lambda company: folded(company.legal_name))
    wanted = sorted(words(name))
    for company in companies or _alike(name):
        same = sorted(words(company.legal_name)) == wanted
        yield Hit(company, Kind.NAME, company.legal_name, is_exact=same)


def _alike(name: str) -> list[Company]:
    text = " ".join(words(name))
    alike = Company.objects.filter(TrigramWordSimilar(Folded("legal_name"), text))
    distance = TrigramWordDistance(text, Folded("legal_name"))
    return list(alike.order_by(distance, "legal_name", "pk")[:ROWS])


FINDERS: dict[Kind, Callable[[str], Iterator[Hit]]] = {
    Kind.NUMBER: _by_number,
    Kind.REFERENCE: _by_reference,
    Kind.INVOICE: _by_invoice,
    Kind.TICKET: _by_ticket,
    Kind.VAT: _by_vat,
    Kind.REGISTRATION: _by_registration,
    Kind.SERIAL: _by_serial,
    Kind.EMAIL: _by_email,
    Kind.NAME: _by_name,
}


def _unclaimed(followed: list[Clue]) -> list[LegacyMember]:
    """Members of the old programme whom no company has claimed: an agent can say that they are known."""
    fields = {Kind.NUMBER: "number", Kind.EMAIL: "email"}
    wanted = [Q(**{fields[clue.kind]: clue.value}) for clue in followed if clue.kind in fields]
    return list(LegacyMember.objects.filter(wanted[0])[:ROWS]) if wanted else []


def _with_memberships(hits: list[Hit], *, on: date) -> list[Hit]:
    known = memberships((hit.company.pk for hit in hits), on=on)
    return [replace(hit, membership=known.get(hit.company.pk)) for hit in hits]
