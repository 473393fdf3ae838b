"""An invented clientele of any size, for measuring: the same rows at every run, as lines for COPY.

Proportions, by company: 1.4 people, 5 pieces of gear with their entries, 0.6 memberships with 0.9 terms and as many
invoices, 1 mail; every tenth has a number of the old programme.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Model
from post_office.models import STATUS, Email

from accounts.models import Company, Role, User
from bench.fake_companies import company_name, country, town
from billing.models import Invoice, InvoiceLine
from points.models import Balance, Entry
from products.models import Registration
from subscriptions.models import MembershipNumber, Subscription, Term

LETTERS = 2**32
PIECES = 5
POINTS = 170


@dataclass(frozen=True)
class Plan:
    """Which rows are to be made, and what they refer to."""

    first: int
    count: int
    on: date
    at: datetime
    products: tuple[int, ...]
    levels: tuple[int, ...]
    seller: int

    @property
    def companies(self) -> Iterable[int]:
        return range(self.first, self.first + self.count)

    @property
    def members(self) -> Iterator[int]:
        return (pk for pk in self.companies if pk % 10 < 6)

    @property
    def renewed(self) -> Iterator[int]:
        """Members for the second year."""
        return (pk for pk in self.companies if pk % 10 < 3)


@dataclass(frozen=True)
class Table:
    """A table, the columns that vary, what all rows have in common, and the lines of the former."""

    model: type[Model]
    columns: tuple[str, ...]
    common: Mapping[str, object]
    lines: Callable[[Plan], Iterator[str]]


def scattered(pk: int) -> int:
    """Return a number that looks drawn and is the same at every run."""
    return pk * 2654435761 % LETTERS


def vat_number(pk: int) -> str:
    return f"{country(pk)}{registration_number(pk)}"


def registration_number(pk: int) -> str:
    return str(40_000_000_000 + pk)


def email(pk: int) -> str:
    return f"owner{pk}@company{pk}.example"


def serial(pk: int, piece: int) -> str:
    return f"{piece + 1}{pk:011d}"


def membership_number(pk: int) -> str:
    """Scatter the numbers over their whole range without meeting twice: the factor and the range share no divisor."""
    return str(200_000_000 + pk * 386_420_489 % 799_999_999)


def _companies(plan: Plan) -> Iterator[str]:
    for pk in plan.companies:
        old = f"old{pk}@cps.example" if pk % 10 == 9 else ""
        numbers = f"{vat_number(pk)}\t{registration_number(pk)}"
        yield f"{pk}\t{company_name(pk)}\t{country(pk)}\t{numbers}\t{town(pk)}\t{old}"


def _users(plan: Plan) -> Iterator[str]:
    for pk in plan.companies:
        yield f"{2 * pk}\t{email(pk)}\tOwner {pk}"
        if pk % 5 < 2:
            yield f"{2 * pk + 1}\tcolleague{pk}@company{pk}.example\tColleague {pk}"


def _addresses(plan: Plan) -> Iterator[str]:
    for pk in plan.companies:
        yield f"{pk}\t{2 * pk}\t{email(pk)}"


def _roles(plan: Plan) -> Iterator[str]:
    for pk in plan.companies:
        yield f"{2 * pk}\t{2 * pk}\t{pk}\towner"
        if pk % 5 < 2:
            yield f"{2 * pk + 1}\t{2 * pk + 1}\t{pk}\tcolleague"


def _registrations(plan: Plan) -> Iterator[str]:
    count = len(plan.products)
    for pk in plan.companies:
        for piece in range(PIECES):
            own = PIECES * pk + piece
            product = plan.products[(scattered(pk) + piece) % count]
            yield f"{own}\t{pk}\t{own:032x}\t{product}\t{serial(pk, piece)}"


def _entries(plan: Plan) -> Iterator[str]:
    for pk in plan.companies:
        for piece in range(PIECES):
            own = PIECES * pk + piece
            facts = f'{{"model": "EOS", "serial": "{serial(pk, piece)}"}}'
            yield f"{own}\t{pk}\tregistration:{own}\t{facts}"


def _balances(plan: Plan) -> Iterator[str]:
    return (f"{pk}" for pk in plan.companies)


def _numbers(plan: Plan) -> Iterator[str]:
    for pk in plan.members:
        yield f"{membership_number(pk)}\t{pk}\tcurrent"
    for pk in plan.companies:
        if pk % 10 == 9:
            yield f"{membership_number(pk)}\t{pk}\tlegacy"


def _subscriptions(plan: Plan) -> Iterator[str]:
    return (f"{pk}\t{pk}\t{membership_number(pk)}" for pk in plan.members)


def _terms_of(plan: Plan) -> Iterator[tuple[int, int, date]]:
    """The key of each term, its subscription and its first day."""
    for pk in plan.members:
        begun_on = plan.on - timedelta(days=scattered(pk) % 365)
        yield 2 * pk, pk, begun_on
        if pk % 10 < 3:
            yield 2 * pk + 1, pk, begun_on - timedelta(days=365)


def _terms(plan: Plan) -> Iterator[str]:
    for own, pk, begun_on in _terms_of(plan):
        over_on = begun_on + timedelta(days=365)
        level = plan.levels[0]
        yield f"{own}\t{pk}\t{level}\t{begun_on}\t{over_on}\t{over_on}"


def _invoices(plan: Plan) -> Iterator[str]:
    for own, pk, begun_on in _terms_of(plan):
        due_on = begun_on + timedelta(days=30)
        paid = f"{due_on} 12:00:00+00" if due_on < plan.on else r"\N"
        issued = f"{begun_on}\t{due_on}\t{begun_on} 12:00:00+00\t{paid}"
        yield f"{own}\t{invoice_number(own)}\t{pk}\t{own}\t{payment_reference(own)}\t{issued}"


def invoice_number(own: int) -> str:
    return f"S2026-{own:09d}"


def payment_reference(own: int) -> str:
    return f"RF18{own:012d}"


def _invoice_lines(plan: Plan) -> Iterator[str]:
    return (f"{own}\t{own}" for own, _pk, _on in _terms_of(plan))


def _mails(plan: Plan) -> Iterator[str]:
    return (f"{pk}\t{email(pk)}" for pk in plan.companies)


def tables(plan: Plan) -> list[Table]:
    """Every table of the clientele, in the order in which rows refer to one another."""
    return [*_people(plan), *_gear(plan), *_memberships(plan), *_papers(plan)]


def _people(plan: Plan) -> Iterator[Table]:
    company = {"vat_registered": True, "street": "Brīvības iela 1", "postal_code": "1010"}
    company |= {"language": "en-gb", "created_at": plan.at}
    columns = ("id", "legal_name", "country", "vat_number", "registration_number", "city", "old_cps_email")
    yield Table(Company, columns, company, _companies)
    user = {"password": "!", "is_active": True, "date_joined": plan.at}
    yield Table(User, ("id", "email", "name"), user, _users)
    yield Table(EmailAddress, ("id", "user_id", "email"), {"verified": True, "primary": True}, _addresses)
    yield Table(Role, ("id", "user_id", "company_id", "kind"), {"since_at": plan.at}, _roles)


def _gear(plan: Plan) -> Iterator[Table]:
    gear = {"points": POINTS, "purchased_on": plan.on, "purchase_precision": "day", "country": "DE"}
    gear |= {"dealer": "Foto Pasaule", "registered_at": plan.at, "completed_at": plan.at}
    yield Table(Registration, ("id", "company_id", "key", "product_id", "serial"), gear, _registrations)
    entry = {"amount": POINTS, "sentence": "You registered %(model)s, serial number %(serial)s."}
    entry |= {"effective_at": plan.at, "recorded_at": plan.at}
    yield Table(Entry, ("id", "company_id", "reference", "facts"), entry, _entries)
    yield Table(Balance, ("company_id",), {"points": PIECES * POINTS}, _balances)


def _memberships(plan: Plan) -> Iterator[Table]:
    yield Table(MembershipNumber, ("number", "company_id", "kind"), {"since_at": plan.at}, _numbers)
    begun = {"started_at": plan.at}
    yield Table(Subscription, ("id", "company_id", "number_id"), begun, _subscriptions)
    term = {"fee_cents": 8500, "currency": "EUR", "payment": "transfer", "created_at": plan.at}
    columns = ("id", "subscription_id", "level_id", "starts_on", "ends_on", "promised_until")
    yield Table(Term, columns, term, _terms)


def _papers(plan: Plan) -> Iterator[Table]:
    invoice = {"seller_id": plan.seller, "language": "en-gb", "parties": "{}", "currency": "EUR"}
    invoice |= {"net_cents": 8500, "vat_cents": 0, "gross_cents": 8500, "payment": "transfer"}
    invoice |= {"pdf": "x", "pdf_sha256": "0" * 64, "sent_at": plan.at}
    columns = (
        "id",
        "number",
        "company_id",
        "term_id",
        "reference",
        "issued_on",
        "due_on",
        "issued_at",
        "paid_at",
    )
    yield Table(Invoice, columns, invoice, _invoices)
    line = {"position": 1, "text": "CPS Silver membership", "net_cents": 8500, "vat_category": "AE"}
    yield Table(InvoiceLine, ("id", "invoice_id"), {**line, "vat_percent": 0, "vat_cents": 0}, _invoice_lines)
    mail: dict[str, object] = {
        "from_email": "donotreply@cps.example",
        "subject": "Welcome",
        "message": "Welcome.",
    }
    mail |= {"status": STATUS.sent, "created": plan.at, "last_updated": plan.at}
    yield Table(Email, ("id", "to"), mail, _mails)
