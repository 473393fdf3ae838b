"""An application for a company that is our customer already: its owner decides whether the applicant joins."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.cases import person_to_be
from accounts.actions.history import decide, remember
from accounts.actions.links import issue_link
from accounts.models import Application, CaseEvent, Company, JoinRequest, Role, User
from cps_portal.lib.errors import DomainError, StaleDecision


def convert_to_join_request(
    *, case: Application, company: Company, by: User, seen: int, at: datetime
) -> JoinRequest:
    """Close the case by asking the owner of the company whether the applicant may come in."""
    if not Role.objects.filter(company=company, kind=Role.Kind.OWNER).exists():
        raise DomainError(_("This company has no owner who could be asked."))
    with transaction.atomic():
        decide(case, "turn", by=by, seen=seen, decided_at=at)
        join_request = JoinRequest.objects.create(application=case, company=company, asked_at=at)
        remember(case, CaseEvent.Act.TURNED, at=at, by=by, private_note=str(company))
        emails.join_asked(join_request)
        emails.join_waits(join_request)
    return join_request


def accept_join_request(*, join_request: JoinRequest, kind: Role.Kind, by: User, at: datetime) -> Role:
    """Make the applicant a colleague, with a link to a first password if they have none."""
    if kind == Role.Kind.OWNER:
        raise DomainError(_("The owner’s role can only be handed over."))
    with transaction.atomic():
        _decide(join_request, JoinRequest.Status.APPROVED, by=by, at=at)
        user = person_to_be(join_request.application)
        role = Role.objects.create(user=user, company=join_request.company, kind=kind, since_at=at)
        remember(join_request.application, CaseEvent.Act.LET_IN, at=at, by=by)
        if user.has_usable_password():
            emails.join_accepted_with_password(user, join_request.company)
        else:
            emails.join_accepted(user, join_request.company, token=issue_link(to=user, at=at))
    return role


def decline_join_request(*, join_request: JoinRequest, by: User, at: datetime) -> None:
    with transaction.atomic():
        _decide(join_request, JoinRequest.Status.DECLINED, by=by, at=at)
        remember(join_request.application, CaseEvent.Act.KEPT_OUT, at=at, by=by)
        emails.join_declined(join_request)


def _decide(join_request: JoinRequest, status: JoinRequest.Status, *, by: User, at: datetime) -> None:
    standing = JoinRequest.objects.standing().filter(pk=join_request.pk)
    if not standing.update(status=status, decided_by=by, decided_at=at):
        raise StaleDecision(_("This request has been answered already."))
