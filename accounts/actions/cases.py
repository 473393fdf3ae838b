"""What a verifier does with a case."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.history import decide, move, recompute_deadline, remember
from accounts.actions.links import issue_link
from accounts.models import Application, CaseEvent, Company, Role, User
from accounts.models.companies import CompanyDetails
from cps_portal.lib.errors import DomainError

COMPANY_FIELDS = [field.name for field in CompanyDetails._meta.get_fields()]


@dataclass(frozen=True)
class Verdict:
    """Why: a reason and a text for the applicant, and a note that stays with us."""

    reason: str
    public_text: str = ""
    private_note: str = ""


def claim(*, case: Application, by: User, at: datetime) -> None:
    with transaction.atomic():
        move(case, "claim", claimed_by=by, claimed_at=at)
        remember(case, CaseEvent.Act.CLAIMED, at=at, by=by)


def release(*, case: Application, by: User, at: datetime) -> None:
    """Give the case back to the queue; a colleague may do it for somebody who is away, and the history says so."""
    with transaction.atomic():
        move(case, "release", claimed_by=None, claimed_at=None)
        remember(case, CaseEvent.Act.RELEASED, at=at, by=by)


def ask_for_better(*, case: Application, by: User, verdict: Verdict, seen: int, at: datetime) -> None:
    """Ask the applicant for a better document; the promise stands still until they answer."""
    with transaction.atomic():
        decide(case, "ask", by=by, seen=seen)
        event = _remember_verdict(case, CaseEvent.Act.ASKED, verdict, by=by, at=at)
        recompute_deadline(case)
        emails.better_document(case, event, token=issue_link(to=case, at=at))


def reject(*, case: Application, by: User, verdict: Verdict, seen: int, at: datetime) -> None:
    with transaction.atomic():
        decide(case, "reject", by=by, seen=seen, decided_at=at)
        event = _remember_verdict(case, CaseEvent.Act.REJECTED, verdict, by=by, at=at)
        emails.rejected(case, event, token=issue_link(to=case, at=at))


def approve(*, case: Application, by: User, seen: int, at: datetime, note: str = "") -> Company:
    """Make the applicant a customer: company, owner, and a mail that leads to their first password."""
    with transaction.atomic():
        details = model_to_dict(case, fields=COMPANY_FIELDS)
        company = Company.objects.create(language=case.language, created_at=at, **details)
        decide(case, "approve", by=by, seen=seen, company=company, decided_at=at)
        user = person_to_be(case)
        Role.objects.create(user=user, company=company, kind=Role.Kind.OWNER, since_at=at)
        remember(case, CaseEvent.Act.APPROVED, at=at, by=by, private_note=note)
        if user.has_usable_password():
            emails.approved_with_password(user, company)
        else:
            emails.approved(user, company, token=issue_link(to=user, at=at))
    return company


def person_to_be(case: Application) -> User:
    user = User.objects.select_for_update().filter(email=case.email).first()
    if user is None:
        user = User.objects.create_user(
            case.email, name=case.contact_name, phone=case.phone, language=case.language
        )
    elif Role.objects.filter(user=user).exists():
        raise DomainError(
            _(
                "%(email)s already belongs to a person of another company. Ask the applicant for another address."
            )
            % {"email": case.email}
        )
    elif user.is_staff or not user.is_active:
        raise DomainError(
            _(
                "%(email)s belongs to a member of staff or to a closed account. Ask the applicant for another address."
            )
            % {"email": case.email}
        )
    EmailAddress.objects.update_or_create(
        user=user, email=case.email, defaults={"verified": True, "primary": True}
    )
    return user


def _remember_verdict(
    case: Application, act: CaseEvent.Act, verdict: Verdict, *, by: User, at: datetime
) -> CaseEvent:
    return remember(
        case,
        act,
        at=at,
        by=by,
        reason=verdict.reason,
        public_text=verdict.public_text,
        private_note=verdict.private_note,
    )
