from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from pytest_django.fixtures import Settings
from stdnum import iso11649

from accounts import actions as accounts
from accounts.models import Company, User, VatCheck
from billing import actions as billing
from billing.models import Invoice, NumberSeries, PendingTax, Seller
from billing.vat import TaxPending
from sandbox.vies import ViesSandbox
from tests.billing.scenes import started_term, vies_answered
from tests.factories import CompanyFactory, RoleFactory, TermFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_latvian_studio_is_invoiced_with_reverse_charge(company: Company, anna: User, at: datetime) -> None:
    proof = vies_answered(company.vat_number, at - timedelta(days=20))
    term = started_term(company, anna, at)
    invoice = billing.issue(term=term, at=at)
    assert invoice.number == "2026-000001"
    assert (invoice.net_cents, invoice.vat_cents, invoice.gross_cents) == (8500, 0, 8500)
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 9, 14), date(2026, 10, 14))
    assert invoice.vat_proof == proof
    assert invoice.purchase_order == "PO 4711"
    line = invoice.lines.get()
    assert (line.vat_category, line.vat_percent) == ("AE", Decimal(0))
    assert line.vat_reason.startswith("Reverse charge")
    assert line.text == "CPS Silver membership, 14 September 2026 to 13 September 2027"


def test_a_dutch_studio_pays_dutch_vat(at: datetime) -> None:
    company = CompanyFactory.create(country="NL", vat_number="NL005916343B01")
    anna = RoleFactory.create(company=company).user
    invoice = billing.issue(term=started_term(company, anna, at), at=at)
    assert (invoice.net_cents, invoice.vat_cents, invoice.gross_cents) == (8500, 1785, 10285)
    assert invoice.vat_proof is None


def test_a_studio_without_vat_number_pays_dutch_vat_at_once(at: datetime) -> None:
    company = CompanyFactory.create(vat_registered=False, vat_number="")
    anna = RoleFactory.create(company=company).user
    started_term(company, anna, at)
    assert billing.issue_due(at=at) == 1
    assert Invoice.objects.get().vat_cents == 1785


def test_a_number_that_vies_refuses_pays_dutch_vat(company: Company, anna: User, at: datetime) -> None:
    vies_answered(company.vat_number, at - timedelta(days=80))
    vies_answered(company.vat_number, at - timedelta(days=1), status=VatCheck.Status.INVALID)
    assert billing.issue(term=started_term(company, anna, at), at=at).vat_cents == 1785


def test_the_seller_and_buyer_stay_as_they_were_at_issue(company: Company, anna: User, at: datetime) -> None:
    vies_answered(company.vat_number, at)
    invoice = billing.issue(term=started_term(company, anna, at), at=at)
    Company.objects.update(legal_name="SIA Cits nosaukums", street="Cita iela 2")
    Seller.objects.update(iban="NL91ABNA0417164300")
    invoice.refresh_from_db()
    assert invoice.parties["buyer"]["name"] == company.legal_name
    assert invoice.parties["seller"]["iban"] == "NL93DEMO0123456789"
    assert invoice.parties["seller"]["vat_number"] == "NL005916343B01"


def test_the_reference_has_the_check_digits_of_iso_11649(company: Company, anna: User, at: datetime) -> None:
    vies_answered(company.vat_number, at)
    invoice = billing.issue(term=started_term(company, anna, at), at=at)
    assert iso11649.validate(invoice.reference).endswith("2026000001")
    assert iso11649.format(invoice.reference) == invoice.spoken_reference


def test_the_same_term_again_gives_the_same_invoice(company: Company, anna: User, at: datetime) -> None:
    vies_answered(company.vat_number, at)
    term = started_term(company, anna, at)
    assert billing.issue(term=term, at=at) == billing.issue(term=term, at=at + timedelta(days=1))
    assert billing.issue_due(at=at) == 0
    assert NumberSeries.objects.get().last == 1


@pytest.mark.parametrize(
    ("at", "number"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "2026-000001"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-000001"),  # Midnight has passed in Amstelveen.
    ],
)
def test_the_year_of_a_number_is_the_sellers(at: datetime, number: str, settings: Settings) -> None:
    settings.TIME_ZONE = "Atlantic/Azores"
    company = CompanyFactory.create(country="CH", vat_number="")
    RoleFactory.create(company=company)
    term = TermFactory.create(subscription__company=company)
    assert billing.issue(term=term, at=at).number == number


def test_a_second_seller_counts_by_itself(db: None, at: datetime) -> None:
    first = Seller.objects.get()
    Seller.objects.create(
        **{
            name: getattr(first, name)
            for name in ("street", "postal_code", "city", "vat_number", "iban", "bic")
        },
        code="canon-schweiz",
        name="Canon (Schweiz) AG",
        country="NL",
        markets=["CH"],
        number_prefix="S",
    )
    for country in ("CH", "NO", "CH"):
        company = CompanyFactory.create(country=country, vat_number="")
        RoleFactory.create(company=company)
        TermFactory.create(subscription__company=company)
    assert billing.issue_due(at=at) == 3
    numbers = Invoice.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["2026-000001", "S2026-000001", "S2026-000002"]


def test_an_invoice_waits_while_vies_is_away_and_is_then_issued_by_itself(
    company: Company, anna: User, at: datetime, vies: ViesSandbox
) -> None:
    vies.answer(number=company.vat_number, with_="MS_UNAVAILABLE")
    term = started_term(company, anna, at)
    with pytest.raises(TaxPending):
        billing.issue(term=term, at=at)
    assert billing.issue_due(at=at) == 0
    assert accounts.ask_due(at=at) == 1
    assert billing.issue_due(at=at) == 0
    assert PendingTax.objects.waiting().get().term == term
    assert term.is_running(on=at.date())
    vies.answer(number=company.vat_number, with_="valid")
    later = at + timedelta(minutes=2)
    accounts.ask_due(at=later)
    assert billing.issue_due(at=later) == 1
    assert Invoice.objects.get().vat_proof == VatCheck.objects.get(number=company.vat_number)
    assert not PendingTax.objects.waiting().exists()


def test_a_term_that_waits_for_vies_stands_behind_those_that_can_be_issued(
    company: Company, anna: User, at: datetime
) -> None:
    waiting = started_term(company, anna, at)
    assert billing.issue_due(at=at) == 0
    dutch = RoleFactory.create(company__country="NL", company__vat_number="").company
    ready = TermFactory.create(subscription__company=dutch)
    vies_answered(company.vat_number, at)

    assert billing.issue_due(at=at) == 2

    assert [invoice.term for invoice in Invoice.objects.order_by("number")] == [ready, waiting]


def test_an_old_proof_is_asked_for_again(company: Company, anna: User, at: datetime) -> None:
    vies_answered(company.vat_number, at - timedelta(days=91))
    started_term(company, anna, at)
    assert billing.issue_due(at=at) == 0
    assert VatCheck.objects.filter(number=company.vat_number, status=VatCheck.Status.PENDING).count() == 1


def test_one_broken_term_does_not_hold_up_the_others(
    company: Company, anna: User, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    broken = TermFactory.create(
        subscription__company=CompanyFactory.create(legal_name="Nobody owns me", country="CH")
    )
    vies_answered(company.vat_number, at)
    whole = started_term(company, anna, at)
    assert broken.pk < whole.pk
    assert billing.issue_due(at=at) == 1
    assert Invoice.objects.get().term == whole
    assert f"invoice of term {broken.pk} could not be done" in caplog.text


def test_the_database_keeps_an_issued_invoice_as_it_is(company: Company, anna: User, at: datetime) -> None:
    vies_answered(company.vat_number, at)
    invoice = billing.issue(term=started_term(company, anna, at), at=at)
    mine = Invoice.objects.filter(pk=invoice.pk)
    for wrong in (
        lambda: mine.update(due_on=date(2030, 1, 1)),
        lambda: mine.update(net_cents=1, gross_cents=1),
        lambda: mine.delete(),
        lambda: invoice.lines.update(net_cents=1),
        lambda: NumberSeries.objects.update(last=7),
        lambda: NumberSeries.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()
    mine.update(paid_at=at)
    assert mine.get().is_paid


def test_staff_of_another_company_have_nothing_to_do_with_it(db: None, at: datetime) -> None:
    stranger = UserFactory.create()
    RoleFactory.create(user=stranger)
    owner = RoleFactory.create(company=CompanyFactory.create(country="CH", vat_number="")).user
    invoice = billing.issue(term=started_term(owner.role.company, owner, at), at=at)
    assert Invoice.objects.visible_to(owner).get() == invoice
    assert not Invoice.objects.visible_to(stranger).exists()
