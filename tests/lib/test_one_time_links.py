"""Mailed links: opening one changes nothing, one use ends it."""

from datetime import datetime, timedelta

import pytest
from django.db import models

from accounts.models import SecretLink
from cps_portal.lib.one_time_links import LinkUsed, OneTimeLink, OneTimeLinkQuerySet, digest_of, new_token
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


class PasswordLink(OneTimeLink):
    """The table of secret links, as far as this mechanism goes."""

    ended_fields = ("revoked_at",)

    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: OneTimeLinkQuerySet["PasswordLink"] = OneTimeLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        app_label = "tests"  # which is no app: nobody makes migrations for it
        managed = False
        db_table = SecretLink._meta.db_table


@pytest.fixture
def token(at: datetime) -> str:
    """The token of a link for a day, beside another's."""
    token = new_token()
    for text in (token, new_token()):
        SecretLink.objects.create(
            purpose=SecretLink.Purpose.SET_PASSWORD,
            digest=digest_of(text),
            user=UserFactory.create(),
            created_at=at,
            expires_at=at + timedelta(days=1),
        )
    return token


def test_opening_a_link_changes_nothing(token: str, at: datetime) -> None:
    for _visit in range(2):
        link = PasswordLink.objects.by_token(token).usable(at=at).get()
        assert link.is_usable(at=at)
        assert link.used_at is None


def test_a_link_works_once_and_for_itself_alone(token: str, at: datetime) -> None:
    link = PasswordLink.objects.use(token, at=at)
    assert (link.digest, link.used_at) == (digest_of(token), at)
    assert not link.is_usable(at=at)
    with pytest.raises(LinkUsed):
        PasswordLink.objects.use(token, at=at)
    assert PasswordLink.objects.usable(at=at).count() == 1
    assert PasswordLink.objects.by_token(token).get() == link


def test_a_link_ends_at_its_end(token: str, at: datetime) -> None:
    end = at + timedelta(days=1)
    assert PasswordLink.objects.by_token(token).get().is_usable(at=end - timedelta(seconds=1))
    assert not PasswordLink.objects.by_token(token).get().is_usable(at=end)
    with pytest.raises(LinkUsed):
        PasswordLink.objects.use(token, at=end)


def test_a_link_that_was_taken_back_lets_nobody_in(token: str, at: datetime) -> None:
    PasswordLink.objects.by_token(token).update(revoked_at=at)
    assert not PasswordLink.objects.by_token(token).get().is_usable(at=at)
    assert not PasswordLink.objects.by_token(token).mark_used(at=at)
    with pytest.raises(LinkUsed):
        PasswordLink.objects.use(token, at=at)


@pytest.mark.parametrize("invented", ["", "x", "\x00", "ß" * 5_000])
def test_an_invented_token_is_nobodys(token: str, invented: str, at: datetime) -> None:
    with pytest.raises(LinkUsed):
        PasswordLink.objects.use(invented, at=at)
    assert PasswordLink.objects.usable(at=at).count() == 2
