import json
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from accounts.models import Company
from points.models import Balance
from products.models import Registration
from subscriptions.models import MembershipNumber, Term
from support import scale
from support.finding import find
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def seeded(companies: int) -> dict[str, int]:
    said = StringIO()
    call_command("seed_scale", companies=companies, stdout=said)
    written: dict[str, int] = json.loads(said.getvalue())
    return written


def test_the_invented_clientele_adds_up_and_is_found_by_everything() -> None:
    ProductFactory.create()
    assert seeded(50)["accounts_company"] == 50
    assert seeded(30)["accounts_company"] == 30
    assert Company.objects.count() == 80
    assert not Balance.objects.differing().exists()
    assert Term.objects.filter(ends_on__gt=date(2020, 1, 1)).count() == Term.objects.count() > 0
    wanted = Registration.objects.order_by("pk").last()
    assert wanted
    number = MembershipNumber.objects.filter(kind="current").order_by("pk").last()
    assert number
    term = Term.objects.order_by("pk").last()
    assert term
    for text, company in (
        (wanted.serial, wanted.company),
        (number.number, number.company),
        (scale.email(wanted.company_id), wanted.company),
        (wanted.company.vat_number, wanted.company),
        (scale.invoice_number(term.pk), term.subscription.company),
    ):
        assert [hit.company for hit in find(text, on=date(2026, 9, 14)).hits] == [company], text


def test_a_real_portal_is_never_filled(settings: Settings, at: datetime) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not for production"):
        call_command("seed_scale", companies=1)


def test_numbers_are_scattered_and_never_meet() -> None:
    numbers = {scale.membership_number(pk) for pk in range(1, 20_000)}
    assert len(numbers) == 19_999
    assert {len(number) for number in numbers} == {9}
