import pytest

from products import serials


@pytest.mark.parametrize(
    ("typed", "serial"),
    [
        ("613186091390", "613186091390"),
        ("6131 86091390", "613186091390"),
        ("161-3331001", "1613331001"),
        ("756-6125009", "7566125009"),
        ("195-044660016", "195044660016"),
        ("468-323", "468323"),
        ("7249 9123", "72499123"),
        ("8955597971 (UT0912)", "8955597971"),
        ("99610680 (UT0912)", "99610680"),
        ("58045 (UT0912)", "58045"),
        ("8955597971 [UT0912]", "8955597971"),
        ("8955597971(UT0912)", "8955597971"),
        ("0752917034 (UT0912)", "0752917034"),
        ("002819570867", "002819570867"),
        ("00012", "00012"),
        ("0032 496685", "0032496685"),
        ("dhcg83341", "DHCG83341"),
        ("AEED 49837", "AEED49837"),
        ("aeed-49837", "AEED49837"),
        (" 12345 ", "12345"),
        ("12\u2013345", "12345"),
        ("12\u2011345", "12345"),
        ("12\u00a0345", "12345"),
        ("1234\t5678", "12345678"),
        ("A" * 20, "A" * 20),
        ("", ""),
        ("   ", ""),
    ],
)
def test_serials_are_written_one_way(typed: str, serial: str) -> None:
    assert serials.read(typed) == serial


@pytest.mark.parametrize(
    "typed",
    [
        "1234",
        "-",
        "(UT0912)",
        "A" * 21,
        "12345/6",
        "1234.5678",
        "12345ß",
        "１２３４５",
        "12345?",
        "۱۲۳۴۵",
    ],
)
def test_what_is_no_serial_number_is_refused(typed: str) -> None:
    with pytest.raises(serials.UnreadableSerial):
        serials.read(typed)


DIGITS = "10 or 12 digits"
LENS = "5, 6, 7, 8, 10 or 12 digits"
PRINTER = "4 letters + 5 digits"


@pytest.mark.parametrize(
    ("serial", "hint"),
    [
        ("6131860913", DIGITS),
        ("613186091390", DIGITS),
        ("0000000001", DIGITS),
        ("38741", LENS),
        ("221378", LENS),
        ("1636246", LENS),
        ("24108651", LENS),
        ("3023195271", LENS),
        ("724329502599", LENS),
        ("DHCG83341", PRINTER),
        ("4229935186", "10 digits"),
        ("865797543231", "12 digits"),
        ("X1", "5-20 letters or digits"),
        ("ANYTHING", ""),
        ("ANYTHING", "engraved below the lens"),
    ],
)
def test_serials_of_the_usual_shape_raise_no_doubt(serial: str, hint: str) -> None:
    assert list(serials.doubts(serial, hint)) == []


@pytest.mark.parametrize(
    ("serial", "hint", "words"),
    [
        ("4549292157338", DIGITS, "probably the barcode"),
        ("4549292157338", "", "probably the barcode"),
        ("UT0912", LENS, "probably the date code"),
        ("UA1204", DIGITS, "probably the date code"),
        ("161333100", LENS, "usually have 5, 6, 7, 8, 10 or 12 digits"),
        ("12345", DIGITS, "usually have 10 or 12 digits"),
        ("12345ABCDE", DIGITS, "usually have 10 or 12 digits"),
        ("DHC183341", PRINTER, "usually have 4 letters + 5 digits"),
        ("DHCG8334", PRINTER, "usually have 4 letters + 5 digits"),
        ("12345678901", "12 digits", "usually have 12 digits"),
        ("NOIDEA", DIGITS, "usually have 10 or 12 digits"),
    ],
)
def test_serials_that_may_be_another_number(serial: str, hint: str, words: str) -> None:
    (doubt,) = serials.doubts(serial, hint)
    assert words in doubt
