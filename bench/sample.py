"""One invoice, drawn in the portal's way and in WeasyPrint's own; it needs no database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from weasyprint import CSS, HTML, Attachment

from billing import documents, einvoices
from billing.models import Invoice, InvoiceLine
from cps_portal.lib import pdf


class Sample:
    def __init__(self) -> None:
        self.invoice = Invoice(**invoice_facts())
        # As if they had been fetched with it.
        self.invoice._prefetched_objects_cache = {"lines": [InvoiceLine(**line_facts())]}  # type: ignore[attr-defined]
        facts = {"invoice": self.invoice, "qr": documents.payment_code(self.invoice)}
        self.html = documents.paper_html(self.invoice, "billing/invoice.html", facts)
        self.xml = einvoices.cii(self.invoice)

    def whole(self) -> bytes:
        return documents.invoice_pdf(self.invoice)

    def drawn(self) -> bytes:
        return pdf.drawn(self.html, style_file=documents.STYLE)

    def archived(self) -> bytes:
        enclosure = pdf.Enclosure(
            name=documents.XML_NAME,
            content=self.xml,
            description=self.invoice.number,
            xmp="",
            made_at=self.invoice.issued_at,
        )
        return pdf.archived(self.html, style_file=documents.STYLE, enclosure=enclosure)

    def stock(self) -> bytes:
        return bytes(HTML(string=self.html).write_pdf(stylesheets=[CSS(filename=documents.STYLE)]))

    def stock_archived(self) -> bytes:
        attached = Attachment(string=self.xml, name=documents.XML_NAME, relationship="Alternative")
        style = CSS(filename=documents.STYLE)
        page = HTML(string=self.html)
        return bytes(page.write_pdf(stylesheets=[style], pdf_variant="pdf/a-3u", attachments=[attached]))


def invoice_facts() -> dict[str, Any]:
    """An invoice to a Latvian studio, as it is frozen at issue."""
    address = {"street": "Brīvības iela 1", "postal_code": "LV-1010", "city": "Rīga", "country": "LV"}
    buyer = {"name": "SIA Kalniņa foto", "vat_number": "LV40003245752", "registration_number": "40003245752"}
    seller = {"name": "Canon Europa N.V.", "vat_number": "NL005916343B01", "registration_number": "33166721"}
    account = {"iban": "NL93DEMO0123456789", "bic": "DEMONL2A", "bank_name": "Demo Bank"}
    home = {"street": "Bovenkerkerweg 59", "postal_code": "1185 XB", "city": "Amstelveen", "country": "NL"}
    return {
        "pk": 1,
        "number": "2026-000042",
        "language": "lv",
        "parties": {
            "seller": {**seller, **home, **account},
            "buyer": {**buyer, **address, "email": "anna@studio.example", "membership_number": "151335488"},
        },
        "currency": "EUR",
        "net_cents": 17000,
        "vat_cents": 0,
        "gross_cents": 17000,
        "payment": "transfer",
        "reference": "RF022026000042",
        "issued_at": datetime(2026, 9, 14, 10, tzinfo=UTC),
        "issued_on": date(2026, 9, 14),
        "due_on": date(2026, 10, 14),
    }


def line_facts() -> dict[str, Any]:
    return {
        "position": 1,
        "text": "CPS Gold abonements",
        "net_cents": 17000,
        "vat_category": "AE",
        "vat_percent": Decimal(0),
        "vat_cents": 0,
        "vat_reason": "Nodokļa apgrieztā maksāšana.",
        "vat_reason_code": "VATEX-EU-AE",
    }
