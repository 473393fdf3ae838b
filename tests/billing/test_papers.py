import hashlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import etree
from post_office.models import Email
from pypdf import PdfReader
from weasyprint import CSS, HTML

from accounts.models import Company, User
from billing import actions as billing
from billing import documents, einvoices
from billing.models import Invoice
from tests.billing.scenes import started_term, vies_answered
from tests.factories import CardAuthorisationFactory, CompanyFactory, InvoiceFactory
from tests.lib.test_pdf import strokes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en-gb"):
        yield


@pytest.fixture
def invoice(company: Company, anna: User, at: datetime) -> Invoice:
    vies_answered(company.vat_number, at)
    return billing.issue(term=started_term(company, anna, at), at=at)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_pdf_says_what_is_owed_by_whom_and_how(invoice: Invoice) -> None:
    text = text_of(documents.invoice_pdf(invoice))
    for words in (
        "Invoice 2026-000001",
        "Amount due €85.00 to be paid by 14 October 2026",
        "Canon Europa N.V.",
        "NL005916343B01",
        invoice.company.legal_name,
        "Brīvības iela 1",
        "LV-1010 Rīga",
        "LV40003245752",
        "PO 4711",
        "CPS Silver membership, 14 September 2026 to 13 September 2027",
        "Reverse charge",
        "NL93 DEMO 0123 4567 89",
        invoice.spoken_reference,
        "Page 1 of 1",
    ):
        assert words in text, f"{words!r} is missing in {text}"


def test_it_is_drawn_to_the_stroke_as_by_a_browsers_own_rules(invoice: Invoice) -> None:
    code = documents.payment_code(invoice)
    page = documents.paper_html(invoice, "billing/invoice.html", {"invoice": invoice, "qr": code})
    at_length = HTML(string=page).write_pdf(stylesheets=[CSS(filename=documents.STYLE)])

    assert strokes(documents.invoice_pdf(invoice)) == strokes(at_length)


def test_a_latvian_buyer_reads_latvian(company: Company, anna: User, at: datetime) -> None:
    company.language = "lv"
    company.save()
    vies_answered(company.vat_number, at)
    text = text_of(documents.invoice_pdf(billing.issue(term=started_term(company, anna, at), at=at)))
    for words in (
        "Rēķins 2026-000001",
        "85,00 €",
        "2026. gada 14. oktobris",
        "odokļa apgrieztā maksāšana",
        "Apmaksas termiņš",
        "CPS Silver abonements",
    ):
        assert words in text, f"{words!r} is missing in {text}"


def test_a_card_is_named_and_no_transfer_is_asked_for(company: Company) -> None:
    card = CardAuthorisationFactory.create(
        company=company, status="authorised", payment_method_id="pm_1", brand="visa", last_four="4242"
    )
    text = text_of(documents.invoice_pdf(InvoiceFactory.create(company=company, payment="card", card=card)))
    assert "will be charged to Visa •••• 4242 on 31 January 2026" in text
    assert "IBAN" not in text


def test_ten_lines_fit_on_one_page_and_forty_are_numbered(db: None) -> None:
    invoice = InvoiceFactory.create()
    add_lines(invoice, 2, 11)
    assert len(PdfReader(BytesIO(documents.invoice_pdf(invoice))).pages) == 1
    add_lines(invoice, 11, 41)
    pdf = documents.invoice_pdf(invoice)
    assert len(PdfReader(BytesIO(pdf)).pages) == 2
    assert "Page 1 of 2" in text_of(pdf)
    assert "Page 2 of 2" in text_of(pdf)


def add_lines(invoice: Invoice, first: int, beyond: int) -> None:
    for position in range(first, beyond):
        invoice.lines.create(
            position=position,
            text=f"Thing {position}",
            net_cents=100,
            vat_category="S",
            vat_percent=21,
            vat_cents=21,
        )


def test_the_letters_of_latvian_are_in_the_fonts_of_the_paper(company: Company) -> None:
    company.legal_name = "SIA Ķīļu ģērbšanās čūska žņēģ š"
    company.save()
    assert company.legal_name in text_of(documents.invoice_pdf(InvoiceFactory.create(company=company)))


def test_the_code_to_scan_holds_the_transfer(invoice: Invoice) -> None:
    drawn = documents.payment_code(invoice)
    assert drawn.startswith("<svg")
    invoice.currency = "CHF"
    assert documents.payment_code(invoice) == ""


def test_markup_in_a_name_stays_a_name(company: Company) -> None:
    company.legal_name = '<img src="file:///etc/passwd"> & {{ seller }}'
    company.save()
    assert company.legal_name in text_of(documents.invoice_pdf(InvoiceFactory.create(company=company)))


def test_an_invoice_is_mailed_once_with_the_file_that_is_kept(invoice: Invoice, at: datetime) -> None:
    assert billing.send_unsent(at=at) == 1
    assert billing.send_unsent(at=at) == 0
    invoice.refresh_from_db()
    mail = Email.objects.get(subject__startswith="Invoice")
    attached = mail.attachments.get()
    assert mail.to == ["anna@studio.example"]
    assert mail.subject == "Invoice 2026-000001: €85.00"
    assert "transfer €85.00 by the due date" in mail.message
    assert invoice.spoken_reference in mail.message
    assert attached.name == "2026-000001.pdf"
    with attached.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == invoice.pdf_sha256
    assert invoice.sent_at == at


def test_the_mail_of_a_card_payer_asks_for_nothing(company: Company, at: datetime) -> None:
    card = CardAuthorisationFactory.create(
        company=company, status="authorised", payment_method_id="pm_1", brand="visa", last_four="4242"
    )
    InvoiceFactory.create(company=company, payment="card", card=card)
    billing.send_unsent(at=at)
    mail = Email.objects.get()
    assert "You need not do anything" in mail.message
    assert "Visa •••• 4242" in mail.message
    assert "IBAN" not in mail.message + mail.html_message


def test_a_latvian_buyer_gets_a_latvian_mail(at: datetime) -> None:
    InvoiceFactory.create(company=CompanyFactory.create(language="lv"))
    billing.send_unsent(at=at)
    assert Email.objects.get().subject.startswith("Rēķins")


def test_the_portal_serves_the_file_byte_for_byte(as_anna: Client, invoice: Invoice, at: datetime) -> None:
    billing.send_unsent(at=at)
    invoice.refresh_from_db()
    address = reverse("billing:invoice_pdf", args=[invoice.number])
    answer = as_anna.get(address)
    assert hashlib.sha256(answer.content).hexdigest() == invoice.pdf_sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'attachment; filename="2026-000001.pdf"'
    assert as_anna.get(address, {"view": ""})["Content-Disposition"].startswith("inline")


def test_strangers_do_not_find_it(client: Client, stranger: User, invoice: Invoice, at: datetime) -> None:
    billing.send_unsent(at=at)
    address = reverse("billing:invoice_pdf", args=[invoice.number])
    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_a_file_that_was_changed_is_never_served(as_anna: Client, invoice: Invoice, at: datetime) -> None:
    billing.send_unsent(at=at)
    invoice.refresh_from_db()
    Path(invoice.pdf.path).chmod(0o600)
    Path(invoice.pdf.path).write_bytes(b"%PDF-1.7 another")
    with pytest.raises(ValueError, match="not the one that was made"):
        as_anna.get(reverse("billing:invoice_pdf", args=[invoice.number]))


def test_staff_open_it_from_the_admin(as_vera: Client, invoice: Invoice, at: datetime) -> None:
    billing.send_unsent(at=at)
    answer = as_vera.get(reverse("admin:billing_invoice_paper", args=[invoice.pk]))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("inline")


def test_the_style_sheet_names_no_address_outside() -> None:
    style = (Path(settings.BASE_DIR) / "templates" / "billing" / "invoice.css").read_text()
    assert "url(" not in style
    assert "@import" not in style


def test_the_pdf_is_built_as_pdf_a_3u_with_its_xml_inside(invoice: Invoice) -> None:
    content = documents.invoice_pdf(invoice)
    with pikepdf.open(BytesIO(content)) as opened:
        attached = opened.attachments["factur-x.xml"]
        assert attached.get_file().read_bytes() == einvoices.cii(invoice)
        assert attached.get_file().mime_type in {"text/xml", "application/xml"}
        assert [str(file.AFRelationship) for file in opened.Root.AF] == ["/Alternative"]
        assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"
        xmp = opened.Root.Metadata.read_bytes()
        metadata = opened.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "U")
    assert xmp.count(b"<rdf:RDF") == 1
    root = etree.fromstring(xmp[xmp.index(b"<x:xmpmeta") : xmp.index(b"<?xpacket end")])
    level = root.find(".//{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}ConformanceLevel")
    assert level is not None
    assert level.text == "EN 16931"
