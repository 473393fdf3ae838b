"""The invoice as a file and as a mail: each is made once."""

import hashlib
import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from billing import documents, emails
from billing.models import Invoice
from cps_portal.lib import queue

log = logging.getLogger(__name__)

BATCH = 200


def send_unsent(*, at: datetime) -> int:
    """Make the PDF of every issued invoice that has none, mail it to the buyer, and return how many were mailed."""
    unsent = Invoice.objects.unsent().values_list("pk", flat=True)
    return sum(_made_and_sent(pk, at) for pk in list(unsent[:BATCH]))


def _made_and_sent(pk: int, at: datetime) -> bool:
    try:
        _make(pk)
        return _send(pk, at)
    except Exception:
        # One broken paper must not hold up those behind it; the sweep tries it again.
        log.exception("invoice %s could not be sent", pk)
        return False


def _make(pk: int) -> None:
    with transaction.atomic():
        unmade = Invoice.objects.unsent().filter(pk=pk, pdf="").prefetch_related("lines")
        for invoice in queue.take(unmade, limit=1):
            content = documents.invoice_pdf(invoice)
            invoice.pdf.save(f"{invoice.number}.pdf", ContentFile(content), save=False)
            invoice.pdf_sha256 = hashlib.sha256(content).hexdigest()
            invoice.save(update_fields=["pdf", "pdf_sha256"])


def _send(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        for invoice in queue.take(Invoice.objects.unsent().filter(pk=pk).exclude(pdf=""), limit=1):
            emails.invoice(invoice=invoice, content=read_paper(invoice=invoice))
            invoice.sent_at = at
            invoice.save(update_fields=["sent_at"])
            return True
    return False


def read_paper(*, invoice: Invoice) -> bytes:
    """Return the file as it was made; a file that was changed since is a crash, never a paper."""
    with invoice.pdf.open("rb") as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != invoice.pdf_sha256:
        raise ValueError(f"The file of invoice {invoice.number} is not the one that was made.")
    return content
