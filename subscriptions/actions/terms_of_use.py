from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError, StaleDecision
from subscriptions.models import Acceptance, Terms


class TermsNotAccepted(DomainError):
    """The terms in force were not accepted for the company."""


def accept_terms(*, company: Company, by: User, terms: Terms, at: datetime) -> Acceptance:
    """Record that a person accepted the terms in force for the company, once however often they say so."""
    if terms != Terms.objects.current(at=at):
        raise TermsNotAccepted(
            _("We have published new terms of use. Read them and accept them to go on."), field="accept"
        )
    acceptance, _created = Acceptance.objects.get_or_create(
        # The language of the page is the one in which the person read them.
        company=company,
        terms=terms,
        by=by,
        defaults={"at": at, "language": get_language() or by.language},
    )
    return acceptance


def demand_acceptance(*, company: Company, at: datetime) -> Terms:
    """Return the terms in force, or refuse when nobody has accepted them for the company."""
    terms = Terms.objects.current(at=at)
    if not Acceptance.objects.of(company, terms).exists():
        raise TermsNotAccepted(
            _("Read and accept the terms of use under “Review your information” to go on."), field="accept"
        )
    return terms


@transaction.atomic
def publish_terms(*, terms: Terms, at: datetime) -> None:
    """Put a draft into force; from then on nobody can change it."""
    languages = [language for language, text in terms.texts.items() if text.strip()]
    if "en" not in languages:
        raise DomainError(_("Write the English text before you publish the terms."))
    published = Terms.objects.filter(pk=terms.pk, published_at=None).update(published_at=at)
    if not published:
        raise StaleDecision(_("These terms are published already."))
