"""Papers as EN 16931 says them to machines: CII for the Factur-X file inside the PDF, UBL for Peppol.

The only file that knows the factur-x library. Its own schematron check asks a server that does not exist here, and
passes when there is no answer: it stays off, and tests/billing/test_einvoices.py runs the rules.
"""

import logging
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from facturx import generate_xml
from lxml import etree

from billing.models import Category, CreditNote, Invoice, PaperLine
from billing.totals import VatTotal, vat_totals
from cps_portal.lib import money

# It says at length what it was asked for.
logging.getLogger("factur-x").setLevel(logging.WARNING)

Paper = Invoice | CreditNote
Facts = dict[str, Any]

EN16931 = "urn:cen.eu:en16931:2017"
PEPPOL = f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"

# UNTDID 1001, 4461 and UN/ECE Recommendation 20.
INVOICE, CREDIT_NOTE = "380", "381"
SEPA_TRANSFER, TRANSFER, BANK_CARD = "58", "30", "48"
ONE = "C62"

# Electronic addresses (EAS) that are VAT numbers, by country; everybody else is reached by mail.
VAT_ADDRESSES = {
    "AT": "9914",
    "BE": "9925",
    "BG": "9926",
    "CH": "9927",
    "CY": "9928",
    "CZ": "9929",
    "DE": "9930",
    "EE": "9931",
    "ES": "9920",
    "FR": "9957",
    "GB": "9932",
    "EL": "9933",
    "HR": "9934",
    "HU": "9910",
    "IE": "9935",
    "LT": "9937",
    "LU": "9938",
    "LV": "9939",
    "MT": "9943",
    "NL": "9944",
    "PL": "9945",
    "PT": "9946",
    "RO": "9947",
    "SE": "9955",
    "SI": "9949",
    "SK": "9950",
}
MAIL_ADDRESS = "EM"
# ISO 6523 code of the register in which a seller's registration number stands.
REGISTERS = {"NL": "0106"}


def cii(paper: Paper) -> bytes:
    """Return the paper as Cross Industry Invoice, the XML inside the Factur-X file."""
    with translation.override(paper.language):
        facts = _facts(paper)
    return _written(facts, "factur-x")


def ubl(paper: Paper) -> bytes:
    """Return the paper as UBL in the words of Peppol BIS Billing 3."""
    with translation.override(paper.language):
        facts = {**_facts(paper), "BT-23": PEPPOL_PROCESS}
    root = etree.fromstring(_written(facts, "ubl-2.1"))
    for version in root.findall(f"{CBC}UBLVersionID"):
        root.remove(version)
    for customisation in root.findall(f"{CBC}CustomizationID"):
        customisation.text = PEPPOL
    return etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")


def _written(facts: Facts, flavor: str) -> bytes:
    written: bytes = generate_xml(
        facts, flavor=flavor, level="en16931", check_xsd=False, check_schematron=False
    )
    return written


def _facts(paper: Paper) -> Facts:
    """Name every fact by its business term; amounts are strings, for the library refuses Decimal."""
    lines = list(paper.lines.all())
    facts: Facts = {
        "BT-1": paper.number,
        "BT-2": paper.issued_on,
        "BT-5": paper.currency,
        "BT-10": paper.parties["buyer"]["membership_number"],
        "BT-106": money.plain(paper.net_cents),
        "BT-109": money.plain(paper.net_cents),
        "BT-110": money.plain(paper.vat_cents),
        "BT-112": money.plain(paper.gross_cents),
        "BT-115": money.plain(paper.gross_cents),
        "BG-4": _seller(paper, lines),
        "BG-7": _buyer(paper, lines),
        "BG-23": [_breakdown(total) for total in vat_totals(lines)],
        "BG-25": [_line(line) for line in lines],
        **(_credit(paper) if isinstance(paper, CreditNote) else _payment(paper)),
    }
    if paper.purchase_order:
        facts["BT-13"] = paper.purchase_order
    facts["BT-72"] = paper.issued_on
    if paper.period:
        facts["BT-72"] = facts["BT-73"] = paper.period[0]
        facts["BT-74"] = paper.period[1]
    return facts


def _payment(invoice: Invoice) -> Facts:
    facts = {"BT-3": INVOICE, "BT-9": invoice.due_on, "BT-83": invoice.reference}
    if invoice.is_by_card:
        card = invoice.card
        return {
            **facts,
            "BT-81": BANK_CARD,
            **({"BT-87": card.last_four, "BT-87-1": card.brand} if card and card.last_four else {}),
        }
    seller = invoice.parties["seller"]
    return {
        **facts,
        "BT-81": SEPA_TRANSFER if invoice.currency == "EUR" else TRANSFER,
        "BT-84": seller["iban"],
        "BT-85": seller["name"],
        "BT-86": seller["bic"],
    }


def _credit(note: CreditNote) -> Facts:
    invoice = note.invoice
    terms = _("Taken off invoice %(number)s; what was paid already is paid back.") % {
        "number": invoice.number
    }
    return {
        "BT-3": CREDIT_NOTE,
        "BT-20": terms,
        "BG-1": [{"BT-22": note.reason}],
        "BG-3": [{"BT-25": invoice.number, "BT-26": invoice.issued_on}],
    }


def _seller(paper: Paper, lines: list[PaperLine]) -> Facts:
    seller = paper.parties["seller"]
    facts = _party(seller, lines, settings.SUPPORT_EMAIL)
    if seller["country"] in REGISTERS:
        facts["legal_identifier_schemeid"] = REGISTERS[seller["country"]]
    facts["contacts"] = [
        {"name": seller["name"], "phone": settings.SUPPORT_PHONE, "email": settings.SUPPORT_EMAIL}
    ]
    return facts


def _buyer(paper: Paper, lines: list[PaperLine]) -> Facts:
    buyer = paper.parties["buyer"]
    return _party(buyer, lines, buyer["email"])


def _party(party: dict[str, str], lines: list[PaperLine], email: str) -> Facts:
    number = party["vat_number"]
    address = (VAT_ADDRESSES.get(number[:2], MAIL_ADDRESS), number)
    if address[0] == MAIL_ADDRESS:
        address = (MAIL_ADDRESS, email)
    facts = {
        "name": party["name"],
        "einvoicing_addr": address[1],
        "einvoicing_addr_schemeid": address[0],
        "addr_l1": party["street"],
        "postcode": party["postal_code"],
        "city": party["city"],
        "country_code": party["country"],
    }
    if party["registration_number"]:
        facts["legal_identifier"] = party["registration_number"]
    # BR-O-02: a paper that is outside the scope of VAT names no VAT number.
    if number[:2].isalpha() and all(line.vat_category != Category.OUTSIDE_SCOPE for line in lines):
        facts["vat_identifier"] = number
    return facts


def _breakdown(total: VatTotal) -> Facts:
    facts = {
        "BT-116": money.plain(total.net_cents),
        "BT-117": money.plain(total.vat_cents),
        "BT-118": total.category,
        **_rate("BT-119", total.category, total.percent),
    }
    if total.reason:
        facts["BT-120"] = total.reason
    if total.reason_code:
        facts["BT-121"] = total.reason_code
    return facts


def _line(line: PaperLine) -> Facts:
    return {
        "BT-126": str(line.position),
        "BT-129": "1",
        "BT-130": ONE,
        "BT-131": money.plain(line.net_cents),
        "BT-146": money.plain(line.net_cents),
        "BT-151": line.vat_category,
        "BT-153": line.text,
        **_rate("BT-152", line.vat_category, line.vat_percent),
    }


def _rate(term: str, category: str, percent: Decimal) -> Facts:
    """BR-O-05: what is outside the scope of VAT has no rate, not even zero."""
    return {} if category == Category.OUTSIDE_SCOPE else {term: f"{percent:.2f}"}
