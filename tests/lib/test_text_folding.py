"""One fold for every comparison, and the steps that some comparisons add to it."""

import string

import pytest
from django.db.models import CharField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import names
from accounts.models import User
from cps_portal.lib.text_folding import caseless, compact, folded, one_for_one, words
from tests.factories import UserFactory

# What the names of companies are written with: ASCII, the accented letters of the table, and their punctuation.
LETTERS = string.ascii_letters + string.digits + " ." + names.ACCENTED + "„“”«»–—’‘·-&/()"
COMPANY_NAMES = st.text(LETTERS, max_size=30) | st.lists(
    st.sampled_from(sorted(names.LEGAL_FORMS)) | st.text(LETTERS, max_size=8), max_size=5
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "fold"),
    [
        ("Bērziņa", "berzina"),
        ("ŁÓDŹ", "lodz"),
        ("Weiß", "weiss"),
        ("Ørsted Æ", "orsted ae"),
        ("ＥＯＳ", "eos"),
    ],
)
def test_a_text_is_folded_to_plain_letters(text: str, fold: str) -> None:
    assert folded(text) == fold


def test_words_stand_without_their_punctuation() -> None:
    assert words("SIA „Foto-Ērkšķis”") == ["sia", "foto", "erkskis"]


def test_a_number_stands_without_its_gaps() -> None:
    assert compact("lv 4000-3245.752/1") == "LV400032457521"


def test_a_caseless_text_keeps_its_accents() -> None:
    assert caseless("ＥＯＳ Ré") == "eos ré"


def test_the_table_of_letters_that_the_database_translates_by_is_the_fold() -> None:
    assert one_for_one(names.ACCENTED) == names.PLAIN


@given(st.text(names.ACCENTED))
def test_one_letter_stands_in_the_place_of_one_and_is_plain(text: str) -> None:
    plain = one_for_one(text)
    assert len(plain) == len(text)
    assert plain.isascii()
    assert [letter.isupper() for letter in plain] == [letter.isupper() for letter in text]


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(COMPANY_NAMES, min_size=1, max_size=20))
def test_the_database_folds_a_companys_name_as_the_code_does(written: list[str]) -> None:
    person = User.objects.first() or UserFactory.create()
    texts = {f"text_{place}": Value(name, CharField()) for place, name in enumerate(written)}
    cores = {f"core_{place}": names.core(f"text_{place}") for place in range(len(written))}
    rows = User.objects.filter(pk=person.pk).annotate(**texts).annotate(**cores)
    assert list(rows.values_list(*cores).get()) == [names.core_of(name) for name in written]
