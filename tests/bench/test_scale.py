import json
import re
from collections import Counter
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import Company
from bench import fake_companies, scale_tables
from bench.questions import questions
from cps_portal.lib.text_folding import words
from points.models import Balance
from products.models import Registration
from subscriptions.models import MembershipNumber, Term
from support.lookup.search import find
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
        (scale_tables.email(wanted.company_id), wanted.company),
        (wanted.company.vat_number, wanted.company),
        (scale_tables.invoice_number(term.pk), term.subscription.company),
    ):
        assert [hit.company for hit in find(text, on=date(2026, 9, 14)).hits] == [company], text


def test_every_clue_is_followed_through_an_index() -> None:
    """The few rows of a test would be read whole; without that way, only an index remains."""
    ProductFactory.create()
    seeded(2_000)
    asked = list(questions(2_000, 2))
    with CaptureQueriesContext(connection) as captured:
        found = [(question, find(question.text, on=date(2026, 9, 14)).hits) for question in asked]
    for question, hits in found:
        assert bool(hits) is not question.kind.startswith("nobody"), question
        if question.company and not question.kind.startswith("name"):
            assert question.company in {hit.company.pk for hit in hits}, question
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        for query in {query["sql"] for query in captured}:
            cursor.execute(f"EXPLAIN {query}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert not re.findall("Seq Scan on (accounts|products|billing|subscriptions|support)_", plan), (
                plan
            )
        cursor.execute("RESET enable_seqscan")


def test_the_names_are_shared_as_names_are() -> None:
    names = [word for pk in range(1, 5_000) for word in words(fake_companies.company_name(pk))]
    common = Counter(names)
    assert common["foto"] > 400
    assert sum(1 for count in common.values() if count == 1) > len(common) / 2


def test_a_real_portal_is_never_filled(settings: Settings, at: datetime) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="in production it is refused"):
        call_command("seed_scale", companies=1)


def test_numbers_are_scattered_and_never_meet() -> None:
    numbers = {scale_tables.membership_number(pk) for pk in range(1, 20_000)}
    assert len(numbers) == 19_999
    assert {len(number) for number in numbers} == {9}
