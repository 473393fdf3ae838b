"""One function per mail."""

from django.conf import settings
from django.urls import reverse
from post_office.models import Email

from cps_portal.lib import mail
from products.models import OldAddressProof, Transfer


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


def transfer_asked(claim: Transfer) -> Email:
    """Ask the owner of the company that has a serial number registered whether another may have it."""
    owner = claim.given.company.owner
    return mail.send(
        "products/email/transfer_asked",
        to=owner.email,
        language=owner.language,
        context={
            "claim": claim,
            "url": f"{settings.SITE_URL}{reverse('products:claim', args=[claim.pk])}",
        },
    )


def transfer_answered(claim: Transfer) -> Email:
    """Tell the person who asked for a serial number what became of the request."""
    return mail.send(
        "products/email/transfer_answered",
        to=claim.asked_by.email,
        language=claim.asked_by.language,
        context={
            "claim": claim,
            "url": f"{settings.SITE_URL}{reverse('products:detail', args=[claim.wanted_id])}",
        },
    )
