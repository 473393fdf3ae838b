import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from subscriptions.models import Notice

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_a_year_of_the_demonstration_has_nothing_double_and_nothing_missed() -> None:
    before, said = counts(), StringIO()
    call_command("membership_year", "--json", stdout=said, stderr=StringIO())
    year = json.loads(said.getvalue())

    assert (year["doubles"], year["missed"], year["without_invoice"]) == (0, 0, 0)
    assert year["companies"] == 10
    # Two by hand, two by themselves, none of those that cancelled, let it lapse, or sold the gear.
    assert (year["renewals"], year["upgrades"], year["gaps"]) == (4, 1, 2)
    assert year["terms"] == 10 + 4 + 1 + 2
    assert year["reminders"] > year["companies"]
    assert not Notice.objects.exists()
    assert counts() == before
