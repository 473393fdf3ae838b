"""Other systems are told what happens to memberships, once each, until they have taken it."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from cps_portal.lib.errors import DomainError
from subscriptions import actions as subscriptions
from subscriptions.models import Subscription, Term
from support.interface import actions
from support.interface.models import Announcement, Delivery, Endpoint
from tests.factories import RoleFactory, TermFactory
from tests.support.conftest import with_role
from tests.support.interface.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def endpoint(receiver: Receiver, vera: User, at: datetime) -> Endpoint:
    return actions.open_endpoint(url=receiver.url, by=vera, at=at)


def term_from(day: date, *, at: datetime, subscription: Subscription | None = None) -> Term:
    words = {"subscription": subscription} if subscription else {}
    ends_on = date(day.year + 1, day.month, day.day)
    return TermFactory.create(starts_on=day, ends_on=ends_on, created_at=at, **words)


def kinds() -> list[str]:
    return list(Announcement.objects.order_by("pk").values_list("kind", flat=True))


def test_a_membership_that_starts_is_told_once_and_signed(
    endpoint: Endpoint, receiver: Receiver, at: datetime
) -> None:
    term = term_from(date(2026, 9, 14), at=at)
    assert actions.announce(at=at) == 1
    assert actions.announce(at=at) == 0
    assert actions.deliver_announcements(at=at) == 1
    assert actions.deliver_announcements(at=at) == 0
    ((headers, body),) = receiver.told
    told = json.loads(body)
    assert (told["type"], told["membership_number"]) == ("membership.started", term.subscription.number_id)
    moment, digest = (part.split("=")[1] for part in headers["CPS-Signature"].split(","))
    expected = hmac.new(endpoint.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert digest == expected
    assert headers["CPS-Event-Id"] == told["id"]


def test_a_term_cut_on_its_first_day_is_not_told(endpoint: Endpoint, at: datetime) -> None:
    day = date(2026, 9, 14)
    term = term_from(day, at=at)
    Term.objects.filter(pk=term.pk).update(ends_on=day, cut=Term.Cut.WITHDRAWN, cut_at=at)
    assert actions.announce(at=at) == 0


def test_unless_its_start_was_told_before_it_was_cut(endpoint: Endpoint, at: datetime) -> None:
    day = date(2026, 9, 14)
    term = term_from(day, at=at)
    actions.announce(at=at)
    Term.objects.filter(pk=term.pk).update(ends_on=day, cut=Term.Cut.WITHDRAWN, cut_at=at)
    assert actions.announce(at=at) == 1
    assert kinds() == ["membership.started", "membership.ended"]


def test_what_was_before_the_endpoint_is_not_told(endpoint: Endpoint, at: datetime) -> None:
    term_from(date(2026, 1, 1), at=at - timedelta(days=200))
    assert actions.announce(at=at) == 0


def test_a_membership_that_ends_is_told_on_its_day(endpoint: Endpoint, at: datetime) -> None:
    term_from(date(2025, 9, 20), at=at - timedelta(days=300))
    assert actions.announce(at=at) == 0
    assert actions.announce(at=at + timedelta(days=6)) == 1
    assert kinds() == ["membership.ended"]


def test_a_renewed_membership_has_not_ended(endpoint: Endpoint, at: datetime) -> None:
    old = term_from(date(2025, 9, 20), at=at - timedelta(days=300))
    term_from(date(2026, 9, 20), at=at, subscription=old.subscription)
    actions.announce(at=at + timedelta(days=10))
    assert kinds() == ["membership.started"]


def test_suspension_and_restoration_are_told(endpoint: Endpoint, at: datetime) -> None:
    term = term_from(date(2026, 1, 1), at=at - timedelta(days=200))
    RoleFactory.create(company=term.subscription.company)
    subscriptions.suspend(term=term, reference="invoice:1", at=at + timedelta(days=1))
    actions.announce(at=at + timedelta(days=1))
    subscriptions.restore(reference="invoice:1", at=at + timedelta(days=2))
    actions.announce(at=at + timedelta(days=2))
    actions.announce(at=at + timedelta(days=3))
    assert kinds() == ["membership.suspended", "membership.restored"]


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_an_endpoint_that_does_not_take_it_is_offered_it_again_later(
    endpoint: Endpoint, receiver: Receiver, at: datetime, answer: int
) -> None:
    receiver.statuses = [answer]
    term_from(date(2026, 9, 14), at=at)
    actions.announce(at=at)
    actions.deliver_announcements(at=at)
    waiting = Delivery.objects.get()
    assert (waiting.status, waiting.problem, waiting.attempts) == (answer, f"HTTP {answer}", 1)
    assert actions.deliver_announcements(at=at) == 0
    assert actions.deliver_announcements(at=at + timedelta(minutes=2)) == 1
    assert Delivery.objects.get().delivered_at
    assert len(receiver.told) == 2


def test_an_endpoint_that_is_away_for_days_is_given_up_and_can_be_tried_again(
    endpoint: Endpoint, receiver: Receiver, at: datetime
) -> None:
    Endpoint.objects.update(url="http://127.0.0.1:9/")
    term_from(date(2026, 9, 14), at=at)
    actions.announce(at=at)
    for day in range(10):
        actions.deliver_announcements(at=at + timedelta(days=day))
    given_up = Delivery.objects.get()
    assert (given_up.attempts, given_up.due_at, given_up.problem) == (7, None, "ConnectionError")
    Endpoint.objects.update(url=receiver.url)
    actions.offer_again(delivery=given_up, at=at)
    actions.deliver_announcements(at=at)
    assert Delivery.objects.get().delivered_at


def test_a_closed_endpoint_is_told_nothing_more(endpoint: Endpoint, receiver: Receiver, at: datetime) -> None:
    term_from(date(2026, 9, 14), at=at)
    actions.announce(at=at)
    actions.close_endpoint(endpoint=endpoint, at=at)
    actions.deliver_announcements(at=at)
    assert receiver.told == []
    with pytest.raises(DomainError, match="closed"):
        actions.offer_again(delivery=Delivery.objects.get(), at=at)


def test_production_tells_nobody_without_encryption(vera: User, at: datetime, settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(DomainError, match="https"):
        actions.open_endpoint(url="http://crm.example/", by=vera, at=at)


def test_no_address_is_told_twice(endpoint: Endpoint, receiver: Receiver, vera: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="told already"):
        actions.open_endpoint(url=receiver.url, by=vera, at=at)


def test_a_lead_opens_an_endpoint_and_sees_its_secret_once(receiver: Receiver) -> None:
    client = Client()
    client.force_login(with_role("Lead"))
    answer = client.post(reverse("admin:interface_endpoint_add"), {"url": receiver.url})
    said = " ".join(str(message) for message in get_messages(answer.wsgi_request))
    assert answer.status_code == 302
    assert Endpoint.objects.get().secret in said
    client.get(reverse("admin:interface_endpoint_changelist"))
    later = client.get(reverse("admin:interface_endpoint_changelist")).content.decode()
    assert receiver.url in later
    assert Endpoint.objects.get().secret not in later
