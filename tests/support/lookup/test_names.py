import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Company
from cps_portal.lib.text_folding import are_a_slip_apart, words
from support.lookup.company_names import named, named_alike
from support.lookup.models import NameWord, Word
from support.lookup.results import ROWS
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db
NAMES = (
    "SIA Bērziņa Studija",
    "Ozols Foto",
    "SIA Ozols Foto Liepāja",
    "Fotostudio Müller & Söhne GmbH",
    "Groß Fotografie",
    "Łukasz Żółty Sp. z o.o.",
    "Bjørn Ångström AB",
    "O’Neill Pictures Ltd",
    "Foto Čergiaini S.r.l.",
    "A1",
    "Studio 54",
)


@pytest.fixture
def clientele() -> None:
    for name in NAMES:
        CompanyFactory.create(legal_name=name)


def found(text: str) -> list[str]:
    companies = named(text) or named_alike(text)
    return [company.legal_name for company in companies]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bērziņa Studija SIA", "SIA Bērziņa Studija"),
        ("studija BERZINA", "SIA Bērziņa Studija"),
        ("berz", "SIA Bērziņa Studija"),
        ("studija b", "SIA Bērziņa Studija"),
        ("be\u0304rzin\u0327a", "SIA Bērziņa Studija"),
        ("muller", "Fotostudio Müller & Söhne GmbH"),
        ("Söhne & Müller", "Fotostudio Müller & Söhne GmbH"),
        ("gross", "Groß Fotografie"),
        ("GROẞ fotogr", "Groß Fotografie"),
        ("zolty lukasz", "Łukasz Żółty Sp. z o.o."),
        ("żółty sp z oo", "Łukasz Żółty Sp. z o.o."),
        ("bjorn angstrom", "Bjørn Ångström AB"),
        ("oneill", "O’Neill Pictures Ltd"),
        ("o'neill pict", "O’Neill Pictures Ltd"),
        ("neill", "O’Neill Pictures Ltd"),
        ("foto srl", "Foto Čergiaini S.r.l."),
        ("S.R.L. foto", "Foto Čergiaini S.r.l."),
        ("a1", "A1"),
        ("54 studio", "Studio 54"),
    ],
)
def test_words_are_found_in_any_order_without_accents_and_begun(
    clientele: None, text: str, name: str
) -> None:
    assert found(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("studja berzina", "SIA Bērziņa Studija"),
        ("berizna", "SIA Bērziņa Studija"),
        ("Bērrziņa Studija", "SIA Bērziņa Studija"),
        ("Bērziņa Studija GmbH", "SIA Bērziņa Studija"),
        ("fotostudio mueller", "Fotostudio Müller & Söhne GmbH"),
        ("fotostudio miller soehne", "Fotostudio Müller & Söhne GmbH"),
        ("studio muller", "Fotostudio Müller & Söhne GmbH"),
        ("lukasz zulty", "Łukasz Żółty Sp. z o.o."),
        ("angstrem bjorn", "Bjørn Ångström AB"),
        ("angstroem", "Bjørn Ångström AB"),
        ("fotografei gros", "Groß Fotografie"),
        ("O'Neil Picture", "O’Neill Pictures Ltd"),
        ("ozols foto liepaya", "SIA Ozols Foto Liepāja"),
    ],
)
def test_slips_are_forgiven_where_nothing_else_is_found(clientele: None, text: str, name: str) -> None:
    assert found(text)[:1] == [name]


@pytest.mark.parametrize("text", ["xyzzy", "bērziņa xyzzy", "kalns foto", "q", "foto q"])
def test_what_is_like_no_name_finds_nobody(clientele: None, text: str) -> None:
    assert found(text) == []


def test_names_without_other_words_come_before_longer_ones(clientele: None) -> None:
    CompanyFactory.create_batch(ROWS, legal_name="SIA Ozols Foto Liepāja")
    CompanyFactory.create(legal_name="Foto Ozols")
    assert found("ozols foto")[:2] == ["Ozols Foto", "Foto Ozols"]


def test_a_whole_word_comes_before_words_that_begin_with_it(clientele: None) -> None:
    CompanyFactory.create(legal_name="Ozolsons")
    assert found("ozols") == ["Ozols Foto", "SIA Ozols Foto Liepāja", "Ozolsons"]


def test_a_new_name_is_found_and_an_old_one_is_not(company: Company) -> None:
    company.legal_name = "Kalniņš Film"
    company.save()
    assert found("kalnins") == ["Kalniņš Film"]
    company.legal_name = "Ozoliņš Film"
    company.save()
    assert found("kalnins") == []
    assert not Word.objects.filter(word="kalnins").exists()


def test_a_company_that_goes_takes_its_words_along(clientele: None) -> None:
    Company.objects.filter(legal_name="A1").delete()
    assert found("a1") == []
    assert not NameWord.objects.filter(word="a1").exists()


def test_the_longest_name_of_the_widest_letters_can_be_kept_and_found() -> None:
    name = "\ufdfa" * 200
    CompanyFactory.create(legal_name=name)
    assert found(name) == [name]


EUROPEAN = "".join(map(chr, [*range(0xC0, 0x180), 0x218, 0x219, 0x21A, 0x21B, 0x1E9E]))


@given(st.lists(st.text(st.sampled_from(EUROPEAN + "aZ09 -.,’'&"), max_size=30), min_size=1, max_size=20))
def test_the_database_and_the_portal_part_names_alike(names: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, array(SELECT word FROM lookup_words(name)) FROM unnest(%s::text[]) AS name",
            [names],
        )
        for name, known in cursor.fetchall():
            assert set(words(name)) <= set(known), name


LETTERS = st.text(st.sampled_from("abcdefgh"), min_size=3, max_size=12)


@given(
    LETTERS,
    st.integers(0, 11),
    st.sampled_from("abcdefgh"),
    st.sampled_from(("wrong", "missing", "more", "swap")),
)
def test_every_slip_is_near_for_the_database_and_for_the_portal(
    word: str, place: int, letter: str, slip: str
) -> None:
    place %= len(word)
    before, here, after = word[:place], word[place], word[place + 1 :]
    slipped = {
        "wrong": before + letter + after,
        "missing": before + after,
        "more": before + here + letter + after,
        "swap": before + after[:1] + here + after[1:],
    }[slip]
    assert are_a_slip_apart(word, slipped)
    with connection.cursor() as cursor:
        cursor.execute("SELECT lookup_deletions(%s) && lookup_deletions(%s)", [word, slipped])
        assert cursor.fetchone() == (True,)


def test_more_than_one_slip_is_no_slip() -> None:
    assert not are_a_slip_apart("berzina", "berzons")
    assert not are_a_slip_apart("berzina", "berz")
    assert not are_a_slip_apart("abcd", "badc")
