from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Company, User, VatCheck
from subscriptions.models import SignUp
from tests.billing.scenes import reviewed_sign_up, vies_answered
from tests.support.conftest import with_role


@pytest.fixture
def now() -> datetime:
    """The real time, for stories that go through the doors."""
    return timezone.now()


@pytest.fixture
def proof(company: Company, now: datetime) -> VatCheck:
    """VIES has just said that the company's number is valid."""
    return vies_answered(company.vat_number, now)


@pytest.fixture
def sign_up(company: Company, anna: User, now: datetime) -> SignUp:
    return reviewed_sign_up(company, anna, now)


@pytest.fixture
def fred(db: None) -> User:
    """He works in finance."""
    return with_role("Finance", name="Fred Finance", email="fred@canon.example")


@pytest.fixture
def as_fred(fred: User) -> Client:
    client = Client()
    client.force_login(fred)
    return client
