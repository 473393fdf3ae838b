"""The card: its page, its papers, and what its code says to a service centre and to nobody else."""

import hashlib
import io
import json
import subprocess
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import Settings

from accounts.models import Company, User
from cps_portal.lib import clock
from subscriptions import actions, cards, documents
from subscriptions.models import MembershipNumber, Term
from tests.factories import CompanyFactory, RoleFactory, SubscriptionFactory, TermFactory

CARD = reverse("subscriptions:card")
PAPERS = [reverse("subscriptions:card_pdf"), reverse("subscriptions:card_sheet_pdf")]
WALLET = reverse("subscriptions:wallet_pass")
MILLIMETRE = 72 / 25.4
NOON = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def term(db: None) -> Term:
    """Silver for 2026, number 151 335 488."""
    company = CompanyFactory.create(legal_name="SIA Kalniņa foto")
    RoleFactory.create(company=company)
    return TermFactory.create(
        subscription=SubscriptionFactory.create(company=company, number__number="151335488")
    )


@pytest.fixture
def mine(company: Company, anna: User) -> Term:
    """Anna's Silver term, with 20 days left today."""
    today = clock.today()
    return TermFactory.create(
        subscription=SubscriptionFactory.create(company=company, number__number="151335488"),
        starts_on=today - timedelta(days=345),
        ends_on=today + timedelta(days=20),
    )


def token(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[1]


def on_screen(term: Term, *, at: datetime = NOON) -> str:
    return token(cards.screen_link(term.subscription.number, at=at))


def on_paper(term: Term) -> str:
    return token(cards.paper_link(term))


def state(check: cards.Check) -> str:
    return "valid" if check.is_valid else "suspended" if check.is_suspended else "expired"


def test_a_link_on_a_screen_rotates(term: Term) -> None:
    first = on_screen(term)
    assert on_screen(term, at=NOON + timedelta(minutes=14)) == first
    assert on_screen(term, at=NOON + timedelta(minutes=15)) != first
    assert state(cards.checked(first, at=NOON + timedelta(minutes=29))) == "valid"
    with pytest.raises(cards.LinkUnknown):
        cards.checked(first, at=NOON + timedelta(minutes=30))


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (datetime(2026, 9, 14, tzinfo=UTC), "valid"),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "valid"),  # a minute before midnight in Amsterdam
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "expired"),
        (datetime(2029, 9, 14, tzinfo=UTC), "expired"),
    ],
)
def test_a_link_on_paper_lasts_as_long_as_its_term(term: Term, on: datetime, said: str) -> None:
    check = cards.checked(on_paper(term), at=on)
    assert (state(check), check.until, check.initials) == (said, date(2026, 12, 31), "S. K. F.")


def test_a_printed_card_expires_though_the_member_has_renewed(term: Term) -> None:
    printed = on_paper(term)
    TermFactory.create(subscription=term.subscription, starts_on=date(2027, 1, 1), ends_on=date(2028, 1, 1))
    later = datetime(2027, 3, 1, tzinfo=UTC)
    assert state(cards.checked(printed, at=later)) == "expired"
    check = cards.checked(on_screen(term, at=later), at=later)
    assert (state(check), check.until) == ("valid", date(2027, 12, 31))


def test_the_card_of_a_former_member_says_expired(term: Term) -> None:
    later = datetime(2027, 3, 1, tzinfo=UTC)
    check = cards.checked(on_screen(term, at=later), at=later)
    assert (state(check), check.until, check.level) == ("expired", date(2026, 12, 31), term.level)


def test_the_card_of_a_suspended_member_says_so_until_the_money_comes(term: Term) -> None:
    actions.suspend(term=term, reference="invoice:1", at=NOON)
    assert state(cards.checked(on_paper(term), at=NOON)) == "suspended"
    actions.restore(reference="invoice:1", at=NOON)
    assert state(cards.checked(on_paper(term), at=NOON)) == "valid"


def test_a_number_that_was_replaced_never_makes_a_card_valid_again(term: Term) -> None:
    printed, kept = on_paper(term), on_screen(term)
    subscription = term.subscription
    actions.replace_number(subscription=subscription, at=NOON)
    TermFactory.create(subscription=subscription, starts_on=date(2027, 1, 1), ends_on=date(2028, 1, 1))
    for old in (printed, kept):
        assert state(cards.checked(old, at=NOON)) == "expired"
    subscription.refresh_from_db()
    assert state(cards.checked(on_screen(term), at=NOON)) == "valid"


@pytest.mark.parametrize("number", ["legacy", "of a company that never had a term", "unknown"])
def test_a_number_without_a_card_is_unknown(term: Term, number: str) -> None:
    company = CompanyFactory.create()
    row = MembershipNumber(number="103000001", company=company, kind=MembershipNumber.Kind.LEGACY)
    row.since_at = NOON
    if number != "unknown":
        row.kind = MembershipNumber.Kind.LEGACY if number == "legacy" else MembershipNumber.Kind.CURRENT
        row.save()
    with pytest.raises(cards.LinkUnknown):
        cards.checked(token(cards.screen_link(row, at=NOON)), at=NOON)


@hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(place=st.integers(0, 10_000), letter=st.sampled_from("09AZaz-_.:/ ā"))
def test_a_link_with_one_changed_letter_is_unknown(term: Term, place: int, letter: str) -> None:
    good = on_paper(term)
    place %= len(good)
    spoilt = good[:place] + letter + good[place + 1 :]
    if spoilt != good:
        with pytest.raises(cards.LinkUnknown):
            cards.read(spoilt, at=NOON)


@pytest.mark.parametrize("junk", ["", ".", "151335488", "151335488p20991231", "a.b", "ā" * 500, "x" * 5000])
def test_what_is_no_link_is_unknown(junk: str) -> None:
    with pytest.raises(cards.LinkUnknown):
        cards.read(junk, at=NOON)


def test_a_link_signed_with_another_key_is_unknown_unless_the_key_was_rotated(
    term: Term, settings: Settings
) -> None:
    printed, before = on_paper(term), settings.SECRET_KEY
    settings.SECRET_KEY = "another key"
    with pytest.raises(cards.LinkUnknown):
        cards.read(printed, at=NOON)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert cards.read(printed, at=NOON) == cards.Link("151335488", date(2026, 12, 31))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-gb", ["valid", "CPS Silver", "Valid until"]),
        ("lv", ["derīga", "CPS Silver", "Derīga līdz"]),
    ],
)
def test_the_check_page_tells_a_stranger_four_things_without_a_cookie(
    client: Client,
    mine: Term,
    language: str,
    words: list[str],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    address = reverse("subscriptions:check", args=[on_paper(mine)])
    with django_assert_max_num_queries(4):
        page = client.get(address, headers={"accept-language": language})
    for word in [*words, "S. S. "]:
        assertContains(page, word)
    company = mine.subscription.company
    for secret in (company.legal_name, "Studija", "Anna", company.vat_number, "335", mine.fee):
        assertNotContains(page, secret)
    assert not page.cookies
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assertContains(page, '<meta name="robots" content="noindex, nofollow">')
    assert "no-store" in page["Cache-Control"]


def test_every_bad_link_has_the_same_page(client: Client, mine: Term) -> None:
    old = on_screen(mine, at=clock.now() - timedelta(hours=1))
    spoilt = on_paper(mine)[:-1] + "!"
    pages = [client.get(reverse("subscriptions:check", args=[bad])) for bad in (old, spoilt, "x")]
    assert {(page.status_code, page.content) for page in pages} == {(404, pages[0].content)}
    assertContains(pages[0], "We do not know this link", status_code=404)
    assert not pages[0].cookies


def test_who_checks_too_often_from_one_address_has_to_wait(client: Client, mine: Term) -> None:
    address = reverse("subscriptions:check", args=[on_paper(mine)])
    answers = [client.get(address).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    assert client.get(address, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_page_of_the_card(
    as_anna: Client, mine: Term, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        page = as_anna.get(CARD)
    for words in ("151\xa0335\xa0488", "CPS Silver", "<svg", mine.subscription.company.legal_name):
        assertContains(page, words)
    assertNotContains(page, WALLET)
    assertContains(page, 'hx-trigger="every 450s"')
    link = page.context["link"]
    assertContains(Client().get(link.removeprefix("http://127.0.0.1:8000")), "valid")
    assertContains(as_anna.get(reverse("subscriptions:overview")), CARD)


def test_a_company_that_never_was_a_member_has_no_card(as_anna: Client) -> None:
    assertRedirects(as_anna.get(CARD), reverse("subscriptions:overview"))
    assert [as_anna.get(paper).status_code for paper in PAPERS] == [404, 404]


def test_a_card_that_is_not_valid_is_not_printed(as_anna: Client, mine: Term) -> None:
    actions.suspend(term=mine, reference="invoice:1", at=clock.now())
    assertContains(as_anna.get(CARD), "Your benefits are suspended")
    assertNotContains(as_anna.get(CARD), PAPERS[0])
    assert as_anna.get(PAPERS[0]).status_code == 404


@pytest.mark.parametrize(
    ("draw", "size"), [(documents.card_pdf, (85.6, 54)), (documents.card_sheet_pdf, (210, 297))]
)
def test_the_card_on_paper(term: Term, draw: object, size: tuple[float, float]) -> None:
    assert callable(draw)
    (page,) = PdfReader(io.BytesIO(draw(term))).pages
    assert page.mediabox.width == pytest.approx(size[0] * MILLIMETRE, abs=0.3)
    assert page.mediabox.height == pytest.approx(size[1] * MILLIMETRE, abs=0.3)
    text = page.extract_text().replace("\xa0", " ")
    for words in ("CPS Silver", "151 335 488", "SIA Kalniņa foto", "31 December 2026"):
        assert words in text


def test_a_member_fetches_the_card_in_latvian(as_anna: Client, mine: Term) -> None:
    for paper in PAPERS:
        answer = as_anna.get(paper, headers={"accept-language": "lv"})
        assert answer["Content-Type"] == "application/pdf"
        assert "Derīga līdz" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


@pytest.fixture
def signs_passes(settings: Settings, tmp_path: Path) -> Path:
    """A certificate of our own in the place of Apple's; returns its file."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Pass Type ID: pass.example.cps")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    pem, secret = tmp_path / "pass.pem", tmp_path / "pass.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    settings.WALLET_CERTIFICATE, settings.WALLET_KEY, settings.WALLET_ISSUER = str(pem), str(secret), str(pem)
    settings.WALLET_PASS_TYPE, settings.WALLET_TEAM = "pass.example.cps", "TEAM123456"
    return pem


def test_the_pass_for_a_wallet_is_signed_and_whole(
    as_anna: Client, mine: Term, signs_passes: Path, tmp_path: Path
) -> None:
    assertContains(as_anna.get(CARD), WALLET)
    answer = as_anna.get(WALLET)
    assert answer["Content-Type"] == "application/vnd.apple.pkpass"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    signature, manifest = files.pop("signature"), files.pop("manifest.json")
    assert json.loads(manifest) == {
        name: hashlib.sha1(content).hexdigest() for name, content in files.items()
    }
    assert is_signed(manifest, signature, by=signs_passes, in_folder=tmp_path)
    assert not is_signed(manifest + b" ", signature, by=signs_passes, in_folder=tmp_path)

    said = json.loads(files["pass.json"])
    assert (said["passTypeIdentifier"], said["teamIdentifier"]) == ("pass.example.cps", "TEAM123456")
    assert said["generic"]["primaryFields"][0]["value"] == "151\xa0335\xa0488"
    assert said["barcodes"][0]["message"] == cards.paper_link(mine)
    assert {"icon.png", "icon@2x.png"} <= set(files)


def is_signed(content: bytes, signature: bytes, *, by: Path, in_folder: Path) -> bool:
    """Ask OpenSSL whether a detached signature is of that content and that certificate."""
    (in_folder / "content").write_bytes(content)
    (in_folder / "signature").write_bytes(signature)
    words = ["openssl", "smime", "-verify", "-inform", "DER", "-in", "signature", "-content", "content"]
    words += ["-binary", "-CAfile", str(by), "-purpose", "any", "-out", "/dev/null"]
    return subprocess.run(words, cwd=in_folder, capture_output=True, check=False).returncode == 0


def test_without_certificates_there_is_no_pass(as_anna: Client, mine: Term) -> None:
    assert as_anna.get(WALLET).status_code == 404
