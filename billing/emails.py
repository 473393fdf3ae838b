from django.conf import settings
from django.urls import reverse

from billing.models import Invoice
from cps_portal.lib import mail


def invoice(*, invoice: Invoice, content: bytes) -> None:
    """Mail an invoice with its PDF to the address that the buyer named."""
    mail.send(
        "billing/email/invoice",
        to=invoice.parties["buyer"]["email"],
        language=invoice.language,
        context={
            "invoice": invoice,
            "seller": invoice.parties["seller"],
            "url": f"{settings.SITE_URL}{reverse('billing:invoices')}",
        },
        papers=[mail.Paper(f"{invoice.number}.pdf", content, "application/pdf")],
    )
