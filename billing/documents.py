"""Invoices as PDF, in the buyer's language."""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from segno.helpers import make_epc_qr

from billing.models import Category, Invoice, InvoiceLine
from cps_portal.lib import pdf

STYLE = Path(settings.BASE_DIR) / "templates" / "billing" / "invoice.css"


@dataclass(frozen=True)
class VatTotal:
    """The lines of one category, rate and reason taken together."""

    category: str
    percent: Decimal
    reason: str
    net_cents: int
    vat_cents: int

    @property
    def label(self) -> str:
        return str(Category(self.category).label)


def invoice_pdf(invoice: Invoice) -> bytes:
    """Draw an invoice from what was frozen at its issue."""
    with translation.override(invoice.language):
        html = render_to_string("billing/invoice.html", _context(invoice))
    return pdf.drawn(html, style_file=STYLE)


def _context(invoice: Invoice) -> dict[str, Any]:
    lines = list(invoice.lines.all())
    return {
        "invoice": invoice,
        "seller": invoice.parties["seller"],
        "buyer": invoice.parties["buyer"],
        "lines": lines,
        "totals": vat_totals(lines),
        "iban": " ".join(re.findall(".{1,4}", invoice.parties["seller"]["iban"])),
        "qr": payment_code(invoice),
    }


def vat_totals(lines: list[InvoiceLine]) -> list[VatTotal]:
    sums: dict[tuple[str, Decimal, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        total = sums[line.vat_category, line.vat_percent, line.vat_reason]
        total[0] += line.net_cents
        total[1] += line.vat_cents
    return [VatTotal(*key, *total) for key, total in sums.items()]


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
    return mark_safe(code.svg_inline(scale=2, border=0, svgclass="qr", lineclass=None, omitsize=True))
