"""What we found out about an application by ourselves: a verifier reads it beside what was entered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import names, numbers
from accounts.models import Application, Company, ParticipatingCountry, VatCheck
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError

MOST_LOOKALIKES = 10
# Of all the trigrams of two names, the part that both have: “Amberfoto” and “Amberphoto” still count as alike.
SIMILAR = 0.45


@dataclass(frozen=True)
class Finding:
    """A field as entered, with what we found; `kind` is how it is shown: done, care, stop or quiet."""

    label: str
    value: str
    kind: str = ""
    text: str = ""


def of(application: Application, check: VatCheck | None) -> list[Finding]:
    """Return the fields in the order in which the document shows them."""
    return [
        Finding(_("Legal name"), application.legal_name, *_name_in_vies(application, check)),
        Finding(_("Country"), application.country_name, *_country(application)),
        *_vat(application, check),
        Finding(
            _("Registration number"), application.registration_number or "–", *_registration(application)
        ),
        Finding(_("Address"), ", ".join(_address(application))),
        Finding(_("Contact person"), application.contact_name),
        Finding(_("E-mail"), application.email),
        Finding(_("Phone"), application.phone),
        Finding(_("Language"), str(dict(settings.LANGUAGES).get(application.language, application.language))),
        Finding(_("E-invoices to"), application.invoice_email or "–"),
        Finding(_("Old CPS e-mail"), application.old_cps_email or "–"),
        Finding(_("Source"), application.source or "–"),
    ]


def _address(application: Application) -> list[str]:
    return [application.street, f"{application.postal_code} {application.city}".strip()]


def _country(application: Application) -> tuple[str, str]:
    today = clock.today()
    country = ParticipatingCountry.objects.open(on=today).filter(code=application.country).first()
    if country is None:
        return "stop", _("does not take part")
    if not country.covers(application.postal_code):
        return "stop", _("postcode outside the mainland")
    return "done", _("takes part")


def _vat(application: Application, check: VatCheck | None) -> list[Finding]:
    if not application.vat_registered:
        return [Finding(_("VAT number"), "–", "quiet", _("not registered for VAT"))]
    number, country = application.vat_number, application.country
    return [
        Finding(_("VAT number"), number, *_fits(numbers.vat_number, number, country)),
        Finding("VIES", *_vies(number, check)),
        *_registered_as(check),
    ]


def _vies(number: str, check: VatCheck | None) -> tuple[str, str, str]:
    if not numbers.is_in_vies(number):
        return "–", "quiet", _("VIES does not know this country")
    if check is None:
        return "–", "care", _("not asked")
    kinds = {VatCheck.Status.VALID: "done", VatCheck.Status.INVALID: "stop"}
    asked = check.answered_at or check.created_at
    said = [date_format(timezone.localtime(asked), "SHORT_DATETIME_FORMAT")]
    if check.consultation_number:
        said.append(_("consultation %(number)s") % {"number": check.consultation_number})
    return ", ".join(said), kinds.get(VatCheck.Status(check.status), "care"), check.get_status_display()


def _registered_as(check: VatCheck | None) -> list[Finding]:
    """Return what the register says of the number, beside which the document and the entries are read."""
    if check is None or not check.trader_name:
        return []
    address = " ".join(check.trader_address.split())
    return [Finding(_("Name in VIES"), check.trader_name), Finding(_("Address in VIES"), address or "–")]


def _name_in_vies(application: Application, check: VatCheck | None) -> tuple[str, str]:
    if check is None or not check.trader_name:
        return "", ""
    if names.core_of(check.trader_name) == names.core_of(application.legal_name):
        return "done", _("same name in VIES")
    return "care", _("another name in VIES")


def _registration(application: Application) -> tuple[str, str]:
    if not application.registration_number:
        return "care", _("none given")
    return _fits(numbers.registration_number, application.registration_number, application.country)


def _fits(check: Callable[..., Any], number: str, country: str) -> tuple[str, str]:
    try:
        check(number, country=country)
    except DomainError:
        return "stop", _("cannot be right for this country")
    is_counted = check is numbers.vat_number or numbers.has_check_digit(number, country=country)
    return "done", _("format and checksum fit") if is_counted else _("format fits")


# --- others that look alike ------------------------------------------------------------------------


def lookalikes(application: Application) -> list[tuple[Model, str]]:
    """Return the companies and other applications that might be the same business, with why; the likest first."""
    companies: QuerySet[Any] = Company.objects.exclude(pk=application.company_id or 0)
    others: QuerySet[Any] = Application.objects.exclude(pk=application.pk)
    sent = others.exclude(status=Application.Status.DRAFT)
    found = [
        *_alike(companies, application, _same_number(application)),
        *_alike(sent, application, _same_number(application) | Q(email=application.email)),
    ]
    return [(one, _why_alike(one, application)) for one in found]


def _same_number(application: Application) -> Q:
    alike = Q(pk__in=[])
    if application.vat_number:
        alike |= Q(vat_number=application.vat_number)
    if application.registration_number:
        alike |= Q(country=application.country, registration_number=application.registration_number)
    return alike


def _alike(rows: QuerySet[Any], application: Application, same: Q) -> Iterable[Any]:
    """Find by number through the plain indexes, and by name through the trigrams, which know no word order."""
    core = names.core_of(application.legal_name)
    alikeness = TrigramSimilarity("name_core", core)
    named = rows.filter(name_core__trigram_similar=core).annotate(alikeness=alikeness)
    similar = named.filter(alikeness__gte=SIMILAR).order_by("-alikeness", "-pk")[:MOST_LOOKALIKES]
    both = rows.filter(Q(pk__in=rows.filter(same).values("pk")) | Q(pk__in=similar.values("pk")))
    found: QuerySet[Any] = both.annotate(alikeness=alikeness)
    return found.order_by("-alikeness", "-pk")[:MOST_LOOKALIKES]


def _why_alike(found: Any, application: Application) -> str:
    reasons = []
    if application.vat_number and found.vat_number == application.vat_number:
        reasons.append(_("same VAT number"))
    if application.registration_number and found.registration_number == application.registration_number:
        reasons.append(_("same registration number"))
    if found.alikeness >= SIMILAR:
        reasons.append(_("similar name (%(percent)d %%)") % {"percent": round(found.alikeness * 100)})
    if getattr(found, "email", None) == application.email:
        reasons.append(_("same e-mail"))
    return ", ".join(reasons)
