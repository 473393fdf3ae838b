"""What people do with their own account."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts import emails
from accounts.actions.links import LinkUsed, issue_link, revoke_links, use_link
from accounts.languages import known_language
from accounts.models import SecretLink, User
from accounts.notifications import OPTIONAL

PAUSE_BETWEEN_LINKS = timedelta(minutes=2)


def choose_language(*, user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=known_language(language))


def describe_oneself(*, user: User, name: str, phone: str, language: str) -> None:
    User.objects.filter(pk=user.pk).update(name=name, phone=phone, language=known_language(language))


def choose_notifications(*, user: User, unwanted: list[str]) -> None:
    """Keep the kinds of mail that a person does not want; kinds that they cannot do without are none of these."""
    optional = {kind.code for kind in OPTIONAL}
    User.objects.filter(pk=user.pk).update(unwanted=sorted(optional & set(unwanted)))


def set_password(*, token: str, password: str, at: datetime) -> User:
    """Use the mailed link up and give its person their first password."""
    with transaction.atomic():
        user = use_link(token=token, purpose=SecretLink.Purpose.SET_PASSWORD, at=at).user
        if user is None or not user.is_active:
            raise LinkUsed
        user.set_password(password)
        user.save(update_fields=["password"])
        revoke_links(to=user, at=at)
    return user


def mail_new_password_link(*, token: str, at: datetime) -> None:
    """Mail a new link to the address of an old one; nothing happens where none is needed."""
    link = SecretLink.objects.by_token(token, purpose=SecretLink.Purpose.SET_PASSWORD).first()
    user = link.user if link else None
    if user is None or not user.is_active or user.has_usable_password():
        return
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if (
            SecretLink.objects.usable(at=at)
            .filter(user=user, created_at__gt=at - PAUSE_BETWEEN_LINKS)
            .exists()
        ):
            return
        revoke_links(to=user, at=at)
        emails.new_password_link(user, token=issue_link(to=user, at=at))
