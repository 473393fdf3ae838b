"""One function per mail."""

from django.conf import settings
from django.urls import reverse
from post_office.models import Email

from cps_portal.lib import mail
from products.models import OldAddressProof


def old_address(*, proof: OldAddressProof, token: str, language: str) -> Email:
    """Ask the owner of an old address whether its gear may go to the company."""
    return mail.send(
        "products/email/old_address",
        to=proof.email,
        language=language,
        context={
            "company": proof.company.legal_name,
            "email": proof.email,
            "until": proof.expires_at,
            "url": f"{settings.SITE_URL}{reverse('products:proof', args=[token])}",
        },
    )
