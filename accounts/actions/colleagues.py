"""Who belongs to a company: invite, join, leave, and hand the company over."""

import secrets
from datetime import datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.links import LinkUsed
from accounts.models import ColleagueInvitation, Company, Handover, Role, User
from accounts.models.links import digest_of
from cps_portal.lib import queue
from cps_portal.lib.errors import DomainError, StaleDecision


def invite(*, company: Company, email: str, kind: Role.Kind, by: User, at: datetime) -> ColleagueInvitation:
    """Invite an address, known or not; inviting it again sends a new link and ends the old one."""
    life = timedelta(days=settings.INVITATION_LINK_DAYS)
    facts = {"kind": kind, "by": by, "invited_at": at, "expires_at": at + life}
    invitation, _is_new = ColleagueInvitation.objects.standing().update_or_create(
        company=company, email=email, defaults={**facts, "digest": None, "mailed_at": None}
    )
    queue.wake("accounts.tasks.mail_invitations")
    return invitation


def withdraw(*, invitation: ColleagueInvitation, at: datetime) -> None:
    if not ColleagueInvitation.objects.standing().filter(pk=invitation.pk).update(withdrawn_at=at):
        raise StaleDecision(_("This invitation has been accepted or withdrawn already."))


def mail_invitations(*, at: datetime) -> int:
    """Write to those who were invited: a link, or that their address belongs to another account."""
    due = ColleagueInvitation.objects.due().select_related("company", "by")
    return queue.sweep(due, partial(_mail_invitation, at=at))


def _mail_invitation(invitation: ColleagueInvitation, *, at: datetime) -> None:
    token = secrets.token_urlsafe(32)
    invitation.mailed_at = at
    if may_join(invitation.email):
        invitation.digest = digest_of(token)
        emails.invited(invitation, token=token)
    else:
        emails.invited_elsewhere(invitation)
    invitation.save(update_fields=["mailed_at", "digest"])


def may_join(email: str) -> bool:
    """Return whether an address is free for a company: unknown, or of an open account without one."""
    user = User.objects.filter(email=email).first()
    if user is None:
        return True
    return user.is_active and not user.is_staff and not Role.objects.filter(user=user).exists()


def join(*, token: str, name: str, password: str, at: datetime) -> User:
    """Use an invitation up; somebody new gets an account with this name and password."""
    with transaction.atomic():
        invitation = _used(token, at=at)
        user = User.objects.select_for_update().filter(email=invitation.email).first()
        if user is None:
            language = invitation.company.language
            user = User.objects.create_user(invitation.email, password, name=name, language=language)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        elif not may_join(user.email):
            raise LinkUsed
        _give_role(user, invitation.company, invitation.kind, at=at)
        emails.joined(user, invitation.company)
    return user


def _used(token: str, *, at: datetime) -> ColleagueInvitation:
    invitations = ColleagueInvitation.objects.filter(digest=digest_of(token))
    if not invitations.usable(at=at).update(accepted_at=at):
        raise LinkUsed
    return invitations.select_related("company").get()


def _give_role(user: User, company: Company, kind: str, *, at: datetime) -> Role:
    try:
        with transaction.atomic():
            return Role.objects.create(user=user, company=company, kind=kind, since_at=at)
    except IntegrityError as other:  # another invitation was faster
        raise LinkUsed from other


def change_role(*, role: Role, kind: Role.Kind) -> None:
    """Give a colleague other rights; the owner's role changes by a handover alone."""
    others = Role.objects.exclude(kind=Role.Kind.OWNER)
    if kind == Role.Kind.OWNER or not others.filter(pk=role.pk).update(kind=kind):
        raise DomainError(_("The owner’s role can only be handed over."))


def remove(*, role: Role, at: datetime) -> None:
    """Take a colleague out of the company; the person keeps the account, and is told."""
    with transaction.atomic():
        gone, _rows = Role.objects.exclude(kind=Role.Kind.OWNER).filter(pk=role.pk).delete()
        if not gone:
            raise DomainError(_("The owner cannot be removed. Hand the company over first."))
        Handover.objects.standing().filter(company=role.company, to=role.user).update(ended_at=at)
        emails.removed(role.user, role.company)


def offer(*, role: Role, by: User, at: datetime) -> Handover:
    """Offer the company to a colleague, who becomes its owner by accepting."""
    if role.kind == Role.Kind.OWNER:
        raise DomainError(_("The company is yours already."))
    with transaction.atomic():
        Company.objects.select_for_update(no_key=True).get(pk=role.company_id)
        Handover.objects.standing().filter(company=role.company).update(ended_at=at)
        handover = Handover.objects.create(company=role.company, by=by, to=role.user, offered_at=at)
        emails.offered(handover)
    return handover


def accept_offer(*, handover: Handover, at: datetime) -> None:
    """Make the colleague the owner and the owner a colleague, in one step."""
    with transaction.atomic():
        if not Handover.objects.standing().filter(pk=handover.pk).update(accepted_at=at):
            raise _no_offer()
        roles = Role.objects.filter(company=handover.company).select_for_update()
        before = roles.filter(user=handover.by, kind=Role.Kind.OWNER).update(kind=Role.Kind.COLLEAGUE)
        after = roles.filter(user=handover.to).update(kind=Role.Kind.OWNER)
        if (before, after) != (1, 1):
            raise _no_offer()
        emails.handed_over(handover)


def end_offer(*, handover: Handover, at: datetime) -> None:
    """Withdraw or decline the offer."""
    if not Handover.objects.standing().filter(pk=handover.pk).update(ended_at=at):
        raise _no_offer()


def _no_offer() -> StaleDecision:
    return StaleDecision(_("This offer is over: it was accepted, declined or withdrawn."))
