"""What a question is about: the thing on the page that the customer came from, named as `invoice:2026-000042`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Company, User
from billing.models import Invoice
from products.models import Registration
from support.helpdesk.models import Ticket


@dataclass(frozen=True)
class Thing:
    """Something of a company's that a question can be about, and where staff with the right find it.

    Without a name it is no thing of its own: the kind says all.
    """

    code: str
    kind: Ticket.Kind
    name: str = ""
    href: str = ""
    right: str = ""


def find(code: str, *, company: Company) -> Thing | None:
    """Return the company's thing of that name; what is another's, or nothing, is not found."""
    sort, _colon, name = code.replace("\x00", "").partition(":")
    finder = FINDERS.get(sort)
    return finder(code, name, company) if finder else None


def for_staff(ticket: Ticket, *, reader: User) -> tuple[str, str] | None:
    """Return name and address of what a ticket is about; the address is empty where the reader may not see it."""
    thing = find(ticket.about, company=ticket.company) if ticket.about else None
    if thing is None or not thing.name:
        return None
    return thing.name, thing.href if reader.has_perm(thing.right) else ""


def _invoice(code: str, number: str, company: Company) -> Thing | None:
    invoice = Invoice.objects.filter(company=company, number=number).first() if number else None
    if invoice is None:
        return None
    href = reverse("admin:billing_invoice_change", args=[invoice.pk])
    name = _("Invoice %(number)s") % {"number": invoice.number}
    return Thing(code, Ticket.Kind.MONEY, name, href, "billing.view_invoice")


def _product(code: str, key: str, company: Company) -> Thing | None:
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    gear = Registration.objects.select_related("product").filter(company=company, pk=int(key)).first()
    if gear is None:
        return None
    facts = {"product": gear.product, "serial": gear.serial}
    name = _("%(product)s, serial number %(serial)s") % facts if gear.serial else str(gear.product)
    href = reverse("admin:products_registration_change", args=[gear.pk])
    return Thing(code, Ticket.Kind.GEAR, name, href, "products.view_registration")


def _membership(code: str, nothing: str, company: Company) -> Thing:
    return Thing(code, Ticket.Kind.MEMBERSHIP)


FINDERS: dict[str, Callable[[str, str, Company], Thing | None]] = {
    "invoice": _invoice,
    "product": _product,
    "membership": _membership,
}
