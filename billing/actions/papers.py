"""Invoices and credit notes as files and as mails: each is made once."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from billing import documents, emails
from billing.models import CreditNote, Invoice
from cps_portal.lib import queue

BATCH = 200
Paper = Invoice | CreditNote


def send_unsent(*, at: datetime) -> int:
    """Make the PDF of every issued paper that has none, mail it to the buyer, and return how many were mailed."""
    return _send_unsent(Invoice, at) + _send_unsent(CreditNote, at)


def _send_unsent(kind: Any, at: datetime) -> int:
    def make_and_send(pk: int) -> bool:
        _make(kind, pk)
        return _send(kind, pk, at)

    unsent = kind.objects.unsent().values_list("pk", flat=True)
    return queue.sweep_keys(unsent[:BATCH], make_and_send, what=kind._meta.label)


def _make(kind: Any, pk: int) -> None:
    with transaction.atomic():
        unmade = kind.objects.unsent().filter(pk=pk, pdf="").prefetch_related("lines")
        for paper in queue.take(unmade, limit=1):
            content = documents.paper_pdf(paper)
            paper.pdf.save(f"{paper.number}.pdf", ContentFile(content), save=False)
            paper.pdf_sha256 = hashlib.sha256(content).hexdigest()
            paper.save(update_fields=["pdf", "pdf_sha256"])


def _send(kind: Any, pk: int, at: datetime) -> bool:
    with transaction.atomic():
        for paper in queue.take(kind.objects.unsent().filter(pk=pk).exclude(pdf=""), limit=1):
            emails.paper(paper=paper, content=read_paper(paper=paper))
            paper.sent_at = at
            paper.save(update_fields=["sent_at"])
            return True
    return False


def read_paper(*, paper: Paper) -> bytes:
    """Return the file as it was made; a file that was changed since is a crash, never a paper."""
    with paper.pdf.open("rb") as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != paper.pdf_sha256:
        raise ValueError(f"The file of {paper.number} is not the one that was made.")
    return content
