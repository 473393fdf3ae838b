"""Log-ins and the sessions that follow from them, and a new log-in address."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.links import LinkUsed
from accounts.models import EmailChange, LogIn, User
from accounts.models.links import digest_of
from accounts.notifications import LOG_INS
from cps_portal.lib import queue
from cps_portal.lib.errors import DomainError


def note_log_in(*, user: User, device_key: str, browser: str, address: str, at: datetime) -> LogIn:
    """Write a log-in down, and tell its person by mail when the browser is a new one."""
    device = hashlib.sha256(device_key.encode()).hexdigest()
    earlier = LogIn.objects.filter(user=user)
    is_known = not earlier.exists() or earlier.filter(device=device).exists()
    with transaction.atomic():
        log_in = LogIn.objects.create(user=user, at=at, address=address, browser=browser, device=device)
        if not is_known and user.wants(LOG_INS):
            emails.new_browser(log_in)
    return log_in


def note_log_out(*, log_in: int, at: datetime) -> None:
    LogIn.objects.filter(pk=log_in, ended_at=None).update(ended_at=at)


def purge_log_ins(*, at: datetime) -> int:
    """Delete the log-ins that are older than we keep them, and return how many they were."""
    old = LogIn.objects.filter(at__lt=at - timedelta(days=settings.LOG_IN_DAYS))
    return old.delete()[0]


def note_sessions_ended(*, user: User, but: int | None, at: datetime) -> None:
    """Write down that all log-ins of a person are over, but for one."""
    LogIn.objects.filter(user=user, ended_at=None).exclude(pk=but or 0).update(ended_at=at)


def end_sessions(*, user: User, but: int | None, at: datetime) -> None:
    """Log a person out everywhere; the door of the session that stays gives it the new stamp."""
    user.session_stamp = secrets.token_hex(16)
    user.save(update_fields=["session_stamp"])
    note_sessions_ended(user=user, but=but, at=at)


def ask_for_new_email(*, user: User, email: str, at: datetime) -> None:
    """Remember a new log-in address, which counts once it is proven; an earlier one is forgotten."""
    _remember(EmailChange(user=user, email=email), at=at)


@dataclass(frozen=True)
class Checked:
    """How staff made sure that a person wants another address, and why."""

    evidence: EmailChange.Evidence
    reason: str


@transaction.atomic
def change_email_after_check(
    *, user: User, email: str, checked: Checked, by: User, at: datetime
) -> EmailChange:
    """Ask for a new log-in address in a person's name: it counts once it is proven, and the old one is told at once."""
    if user.is_staff or not user.is_active:
        raise DomainError(_("This person’s e-mail cannot be changed here."))
    if User.objects.filter(email=email).exists():
        raise DomainError(_("Somebody logs in with this address already."), field="email")
    if not checked.reason.strip():
        raise DomainError(_("Say why; it is kept with the decision."), field="reason")
    change = EmailChange(user=user, email=email, by=by, evidence=checked.evidence)
    change.reason = checked.reason.strip()
    _remember(change, at=at)
    emails.new_email_asked(change)
    return change


def _remember(change: EmailChange, *, at: datetime) -> None:
    change.asked_at, change.expires_at = at, at + timedelta(days=settings.NEW_EMAIL_LINK_DAYS)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=change.user_id)
        EmailChange.objects.filter(user=change.user_id, used_at=None, ended_at=None).update(ended_at=at)
        change.save()
    queue.wake("accounts.tasks.mail_email_changes")


def mail_email_changes(*, at: datetime) -> int:
    """Write to the new addresses: a link to prove them, or that they have an account already."""
    return queue.work_off(EmailChange.objects.due().select_related("user"), partial(_mail_new_address, at=at))


def _mail_new_address(change: EmailChange, *, at: datetime) -> None:
    holder = User.objects.filter(email=change.email).first()
    change.mailed_at = at
    if holder is None:
        token = secrets.token_urlsafe(32)
        change.digest = digest_of(token)
        emails.prove_new_email(change, token=token)
    else:
        emails.address_in_use(holder)
    change.save(update_fields=["mailed_at", "digest"])


def use_new_email(*, token: str, at: datetime) -> User:
    """Make the proven address the one to log in with, end every session, and tell the old address."""
    changes = EmailChange.objects.filter(digest=digest_of(token))
    try:
        with transaction.atomic():
            if not changes.usable(at=at).update(used_at=at):
                raise LinkUsed
            change = changes.select_related("user").get()
            return _move_to(change.user, change.email, at=at)
    except IntegrityError as taken:  # somebody else has got an account with it meanwhile
        raise LinkUsed from taken


def _move_to(user: User, email: str, *, at: datetime) -> User:
    old = user.email
    User.objects.filter(pk=user.pk).update(email=email)
    user.email = email
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    end_sessions(user=user, but=None, at=at)
    emails.email_changed(user, old=old)
    return user
