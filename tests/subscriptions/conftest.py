from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import Company, User
from points import actions as points
from points.cause import Cause
from points.models import Balance, Level
from subscriptions import actions
from subscriptions.models import SignUp, Terms

HasPoints = Callable[[int], None]
Reviewed = Callable[[str], SignUp]


@pytest.fixture
def has_points(company: Company, at: datetime) -> HasPoints:
    """Bring the company's balance to a number of points, by the entry that is missing."""

    def bring_to(wanted: int) -> None:
        missing = wanted - Balance.objects.points_of(company)
        reference = f"test:{company.pk}:{company.entries.count()}"
        points.credit(company=company, amount=missing, reference=reference, cause=Cause("Test"), at=at)

    return bring_to


@pytest.fixture
def terms(db: None, at: datetime) -> Terms:
    return Terms.objects.current(at=at)


@pytest.fixture
def begun(company: Company, anna: User, has_points: HasPoints, terms: Terms, at: datetime) -> SignUp:
    """Anna's sign-up with 2000 points and the terms accepted; no level yet."""
    has_points(2000)
    return actions.accept_and_begin(company=company, by=anna, terms=terms, at=at)


@pytest.fixture
def reviewed(begun: SignUp, at: datetime) -> Reviewed:
    """Take Anna's sign-up to the point where only the payment is left."""

    def with_level(code: str) -> SignUp:
        actions.choose_level(sign_up=begun, level=Level.objects.get(code=code), at=at)
        return actions.review(sign_up=begun, purchase_order="PO-7", at=at)

    return with_level
