"""Mails that strangers ask for: the door only writes a row, so that it takes the same time for every address."""

from datetime import datetime, timedelta
from functools import partial

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from accounts import emails
from accounts.actions.links import issue_link
from accounts.models import Application, AskedMail, User
from cps_portal.lib import queue

PAUSE_BETWEEN_MAILS = timedelta(minutes=2)
KEPT = timedelta(days=1)


def ask_for_mail(*, kind: AskedMail.Kind, email: str, at: datetime) -> None:
    """Write down that somebody asks for a mail to an address, known or not; the worker finds out."""
    address = email.replace("\0", "").strip().lower()[:254]
    AskedMail.objects.create(kind=kind, email=address, asked_at=at)
    queue.wake("accounts.tasks.answer_asked_mails")


def answer_asked_mails(*, at: datetime) -> int:
    """Send the mails that were asked for where there is somebody to send them to; return how many were asked."""
    answered = queue.sweep(AskedMail.objects.due(), partial(_answer, at=at))
    AskedMail.objects.filter(answered_at__lt=at - KEPT).delete()
    return answered


def _answer(asked: AskedMail, *, at: datetime) -> None:
    if not _was_answered_just_now(asked, at=at):
        ANSWERS[AskedMail.Kind(asked.kind)](asked.email, at)
    AskedMail.objects.filter(pk=asked.pk).update(answered_at=at)


def _was_answered_just_now(asked: AskedMail, *, at: datetime) -> bool:
    earlier = AskedMail.objects.filter(kind=asked.kind, email=asked.email)
    return earlier.filter(answered_at__gt=at - PAUSE_BETWEEN_MAILS).exists()


def _mail_reset(email: str, at: datetime) -> None:
    user = User.objects.filter(email=email).first()
    if user is not None and user.is_active:
        emails.reset(user, uid=user_pk_to_url_str(user), key=default_token_generator.make_token(user))
    elif user is None:
        application = Application.objects.open().filter(email=email).first()
        if application is not None:
            emails.still_checked(application)


def _mail_status(email: str, at: datetime) -> None:
    sent = Application.objects.filter(email=email).exclude(status=Application.Status.DRAFT)
    application = sent.order_by("-submitted_at", "-pk").first()
    if application is not None:
        emails.status_link(application, token=issue_link(to=application, at=at))


ANSWERS = {AskedMail.Kind.RESET: _mail_reset, AskedMail.Kind.STATUS: _mail_status}
