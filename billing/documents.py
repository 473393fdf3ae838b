"""Papers as PDF, in the buyer's language, with the same facts for machines inside (Factur-X)."""

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from segno.helpers import make_epc_qr

from billing import einvoices
from billing.models import CreditNote, Invoice
from billing.totals import vat_totals
from cps_portal.lib import codes, pdf

PAPERS = Path(settings.BASE_DIR) / "templates" / "billing"
STYLE = PAPERS / "invoice.css"
XML_NAME = "factur-x.xml"


def paper_pdf(paper: einvoices.Paper) -> bytes:
    return credit_note_pdf(paper) if isinstance(paper, CreditNote) else invoice_pdf(paper)


def invoice_pdf(invoice: Invoice) -> bytes:
    """Draw an invoice from what was frozen at its issue."""
    return _drawn(invoice, "billing/invoice.html", {"invoice": invoice, "qr": payment_code(invoice)})


def credit_note_pdf(note: CreditNote) -> bytes:
    """Draw a credit note from what was frozen at its issue."""
    return _drawn(note, "billing/credit_note.html", {"invoice": note.invoice})


def paper_html(paper: einvoices.Paper, template: str, facts: dict[str, Any]) -> str:
    """Write the page of a paper in its buyer's language."""
    lines = list(paper.lines.all())
    with translation.override(paper.language):
        return render_to_string(
            template,
            {
                "paper": paper,
                "seller": paper.parties["seller"],
                "buyer": paper.parties["buyer"],
                "lines": lines,
                "totals": vat_totals(lines),
                "iban": " ".join(re.findall(".{1,4}", paper.parties["seller"]["iban"])),
                **facts,
            },
        )


def _drawn(paper: einvoices.Paper, template: str, facts: dict[str, Any]) -> bytes:
    enclosure = pdf.Enclosure(
        name=XML_NAME,
        content=einvoices.cii(paper),
        description=paper.number,
        xmp=_xmp(),
        made_at=paper.issued_at,
    )
    return pdf.archived(paper_html(paper, template, facts), style_file=STYLE, enclosure=enclosure)


@cache
def _xmp() -> str:
    return (PAPERS / "factur-x.xmp").read_text(encoding="utf-8")


def payment_code(invoice: Invoice) -> SafeString:
    """Draw the EPC QR code from which a banking app fills in the transfer; nothing where none is to be made."""
    if invoice.is_by_card or invoice.currency != "EUR" or invoice.gross_cents <= 0:
        return SafeString("")
    seller = invoice.parties["seller"]
    code = make_epc_qr(
        name=seller["name"],
        iban=seller["iban"],
        bic=seller["bic"],
        amount=Decimal(invoice.gross_cents) / 100,
        reference=invoice.reference,
        encoding="utf-8",  # Latvian letters would otherwise choose ISO 8859-4 by themselves.
    )
    return codes.drawn(code, scale=2, svgclass="qr")
