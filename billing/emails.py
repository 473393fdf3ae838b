from django.conf import settings
from django.urls import reverse

from billing.models import CreditNote, Invoice
from cps_portal.lib import mail


def paper(*, paper: Invoice | CreditNote, content: bytes) -> None:
    """Mail a paper with its PDF to the address that the buyer named, and to those that get copies."""
    buyer = paper.parties["buyer"]
    template = "billing/email/credit_note" if isinstance(paper, CreditNote) else "billing/email/invoice"
    facts = {
        "seller": paper.parties["seller"],
        "url": f"{settings.SITE_URL}{reverse('billing:invoices')}",
        **({"note": paper} if isinstance(paper, CreditNote) else {"invoice": paper}),
    }
    for to in dict.fromkeys([buyer["email"], *buyer.get("copies", [])]):
        mail.send(
            template,
            to=to,
            language=paper.language,
            context=facts,
            papers=[mail.Paper(f"{paper.number}.pdf", content, "application/pdf")],
        )
