from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Company, User
from subscriptions.models import Term
from tests.conftest import at_work
from tests.factories import MembershipNumberFactory, StaffFactory, SubscriptionFactory, TermFactory


def with_role(role: str, **fields: str) -> User:
    """Make a member of staff who has the rights of one role and no other."""
    user = StaffFactory.create(is_superuser=False, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def agent(db: None) -> User:
    return with_role("Support agent", name="Sanita Ozola", email="sanita@canon.example")


@pytest.fixture
def as_agent(agent: User) -> Client:
    return at_work(agent)


@pytest.fixture
def silver(company: Company) -> Term:
    """The company's running membership, number 151 335 488."""
    company.legal_name, company.city = "SIA Bērziņa Studija", "Cēsis"
    company.save()
    number = MembershipNumberFactory.create(company=company, number="151335488")
    subscription = SubscriptionFactory.create(company=company, number=number)
    return TermFactory.create(subscription=subscription, starts_on=date(2026, 1, 1), ends_on=date(2099, 1, 1))
