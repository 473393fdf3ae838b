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
        # up to three of every shape in the old file
        ("6321 223", "6321223"),
        ("7866661760", "7866661760"),
        ("245957117777", "245957117777"),
        ("1313735", "1313735"),
        ("182633043483 (UT0912)", "182633043483"),
        ("1805888718", "1805888718"),
        ("8783848372", "8783848372"),
        ("2686 563551", "2686563551"),
        ("14402", "14402"),
        ("14170586", "14170586"),
        ("883873716786", "883873716786"),
        ("492086", "492086"),
        ("688310679247", "688310679247"),
        ("83830640", "83830640"),
        ("7344 19792376", "734419792376"),
        ("95545904", "95545904"),
        ("14913", "14913"),
        ("449454437323 (UT0912)", "449454437323"),
        ("68281", "68281"),
        ("3663 062611", "3663062611"),
        ("9372 93068265", "937293068265"),
        ("7800 639436", "7800639436"),
        ("DJDE39519", "DJDE39519"),
        ("9671 06992768", "967106992768"),
        ("9279055", "9279055"),
        ("781-851369848", "781851369848"),
        ("9318627", "9318627"),
        ("HJCH19581", "HJCH19581"),
        ("329394", "329394"),
        ("724329502599 (UT0912)", "724329502599"),
        ("553669", "553669"),
        ("21818460 (UT0912)", "21818460"),
        ("050093 (UT0912)", "050093"),
        ("KFBD43181", "KFBD43181"),
        ("608-485", "608485"),
        ("721-446627175", "721446627175"),
        ("6235 5675", "62355675"),
        ("HKDC26822 (UT0912)", "HKDC26822"),
        ("415-151641873", "415151641873"),
        ("925-51712", "92551712"),
        ("1323 2375", "13232375"),
        ("190-66381", "19066381"),
        ("7882057659 (UT0912)", "7882057659"),
        ("560-44050", "56044050"),
        ("0854 0707", "08540707"),
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
