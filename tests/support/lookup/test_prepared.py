import pytest

from accounts.models import Company
from support.lookup.prepared import Prepared, stand_ins
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db


def test_a_question_that_is_written_once_is_asked_with_other_values() -> None:
    kept = Prepared(
        lambda one, two: (
            Company.objects.filter(legal_name__in=(one, two)).order_by("pk").values_list("legal_name")
        ),
        *stand_ins(2),
    )
    for name in ("Kalns", "Ozols", "Bērzs"):
        CompanyFactory.create(legal_name=name)
    assert kept.rows("Kalns", "Ozols") == [("Kalns",), ("Ozols",)]
    assert kept.rows("Bērzs", "nobody’s") == [("Bērzs",)]


def test_a_value_may_be_a_part_of_what_is_compared() -> None:
    kept = Prepared(
        lambda part: Company.objects.filter(legal_name__contains=part).values_list("legal_name"),
        *stand_ins(1),
    )
    CompanyFactory.create(legal_name="SIA Kalns Foto")
    assert kept.rows("Kalns") == [("SIA Kalns Foto",)]
    assert kept.rows("' OR 1=1 --") == []


@pytest.mark.parametrize("text", ["a%b_", r"50\%", "_", "%"])
def test_the_signs_of_a_pattern_are_meant_as_themselves(text: str) -> None:
    kept = Prepared(
        lambda part: Company.objects.filter(legal_name__startswith=part).values_list("legal_name"),
        *stand_ins(1),
    )
    CompanyFactory.create(legal_name=f"{text} Foto")
    CompanyFactory.create(legal_name="axbc Foto")
    assert kept.rows(text) == [(f"{text} Foto",)]
