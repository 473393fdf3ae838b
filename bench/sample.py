"""One invoice, drawn in the portal's way and in WeasyPrint's own; it needs no database."""

from weasyprint import CSS, HTML, Attachment

from bench.papers import invoice_facts, line_facts
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
