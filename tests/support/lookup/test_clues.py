import pytest

from support.lookup.highlight import pieces
from support.lookup.query import Clue, Kind, clues


def kinds(text: str) -> set[Kind]:
    return {clue.kind for clue in clues(text)}


@pytest.mark.parametrize(
    "text",
    [
        "151335488",
        "151 335 488",
        "151-335-488",
        " 151.335.488 ",
        "151\u00a0335\u00a0488",
        "\ufeff151\u200b335488\u202c",
        "１５１３３５４８８",
    ],
)
def test_a_membership_number_is_read_however_it_is_written(text: str) -> None:
    assert Clue(Kind.NUMBER, "151335488") in clues(text)


@pytest.mark.parametrize(
    ("text", "clue"),
    [
        ("RF18 5390 0754 7034", Clue(Kind.REFERENCE, "RF18539007547034")),
        ("rf185390-07547034", Clue(Kind.REFERENCE, "RF18539007547034")),
        ("2026-000017", Clue(Kind.INVOICE, "2026-000017")),
        ("t-000123", Clue(Kind.TICKET, "123")),
        ("LV 4000 3245 752", Clue(Kind.VAT, "LV40003245752")),
        ("40003245752", Clue(Kind.VAT, "40003245752")),
        ("HRB 12345", Clue(Kind.REGISTRATION, "HRB 12345")),
        ("0123-4567 (EOS R5)", Clue(Kind.SERIAL, "01234567")),
        ("012ab34567", Clue(Kind.SERIAL, "012AB34567")),
        ("Bērziņa  studija", Clue(Kind.NAME, "Bērziņa studija")),
    ],
)
def test_what_is_typed_becomes_what_the_tables_keep(text: str, clue: Clue) -> None:
    assert clue in clues(text)


@pytest.mark.parametrize(
    "text", ["Anna@Studio.Example ", "Anna Bērziņa <anna@studio.example>", "mailto:anna@studio.example"]
)
def test_an_address_is_nothing_else(text: str) -> None:
    assert clues(text) == [Clue(Kind.EMAIL, "anna@studio.example")]


@pytest.mark.parametrize("text", ["", "  ", "a", "-", "12", "1 2", "\u200b", "\u0301"])
def test_a_text_too_short_to_tell_anything_is_not_looked_for(text: str) -> None:
    assert clues(text) == []


def test_a_name_without_digits_is_no_number() -> None:
    assert kinds("Studija Bērziņa") == {Kind.NAME}


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("151\u00a0335\u00a0488", "151335488", ["151\u00a0335\u00a0488"]),
        ("151335488", "335 488", ["335488"]),
        ("SIA Bērziņa Studija", "studija berzina", ["Bērziņa", "Studija"]),
        ("Straße & Søn", "strasse son", ["Straße", "Søn"]),
        ("SIA Kalns", "lielais", []),
        ("<b>Foto</b>", "foto", ["Foto"]),
    ],
)
def test_the_matching_part_is_marked(text: str, query: str, marked: list[str]) -> None:
    cut = pieces(text, query)
    assert [piece for piece, hit in cut if hit] == marked
    assert "".join(piece for piece, _ in cut) == text
