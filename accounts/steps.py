"""The steps of the application form, and what is still missing from a draft."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import numbers
from accounts.models import Application, ParticipatingCountry
from cps_portal.lib.errors import DomainError


@dataclass(frozen=True)
class Step:
    code: str
    title: Any


CONTACT = Step("contact", _("Contact person"))
VAT = Step("vat", _("Country and VAT"))
DOCUMENT = Step("document", _("Document"))
COMPANY = Step("company", _("Company"))
REVIEW = Step("review", _("Review and send"))
STEPS = (CONTACT, VAT, DOCUMENT, COMPANY, REVIEW)


def step_named(code: str) -> Step | None:
    return next((step for step in STEPS if step.code == code), None)


def first_unfinished(application: Application, *, on: date) -> Step:
    """Return the step to go on with; the review when nothing is missing."""
    for step, is_finished in _checks():
        if not is_finished(application, on):
            return step
    return REVIEW


@dataclass(frozen=True)
class Mark:
    """A step as the list of steps shows it: done, and open once the steps before it are done."""

    step: Step
    is_done: bool
    is_open: bool


def progress(application: Application, *, on: date) -> list[Mark]:
    """Mark every step; a later one may be done although an earlier one asks for something again."""
    marks: list[Mark] = []
    is_open = True
    for step, is_finished in _checks():
        is_done = is_finished(application, on)
        marks.append(Mark(step, is_done, is_open))
        is_open = is_open and is_done
    return [*marks, Mark(REVIEW, is_done=False, is_open=is_open)]


def _checks() -> tuple[tuple[Step, Callable[[Application, date], bool]], ...]:
    return ((CONTACT, _has_contact), (VAT, _has_vat), (DOCUMENT, _has_document), (COMPANY, _has_company))


def _has_contact(application: Application, on: date) -> bool:
    return bool(application.contact_name and application.email and application.phone and application.language)


def _has_vat(application: Application, on: date) -> bool:
    if not application.country or application.vat_registered is None:
        return False
    if application.vat_registered and not _fits(
        numbers.vat_number, application.vat_number, application.country
    ):
        return False
    return ParticipatingCountry.objects.open(on=on).filter(code=application.country).exists()


def _has_document(application: Application, on: date) -> bool:
    document = application.current_document if application.pk else None
    fits = document is not None and document.kind in application.document_kinds
    return fits and application.authorised_at is not None


def _has_company(application: Application, on: date) -> bool:
    if not (application.legal_name and application.street and application.postal_code and application.city):
        return False
    number = application.registration_number
    if number and not _fits(numbers.registration_number, number, application.country):
        return False
    country = ParticipatingCountry.objects.open(on=on).filter(code=application.country).first()
    return country is not None and country.covers(application.postal_code)


def _fits(check: Any, number: str, country: str) -> bool:
    try:
        check(number, country=country)
    except DomainError:
        return False
    return True
