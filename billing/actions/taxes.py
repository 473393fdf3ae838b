"""What the pure rule of billing.vat is told: who sells, what VIES said, which rate is in force."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.conf import settings
from django.utils.translation import get_language

from accounts.models import Company, VatCheck
from billing import vat
from billing.models import Category, Seller, VatNote, VatRate
from cps_portal.lib import money
from subscriptions.models import Fee, SignUp


@dataclass(frozen=True)
class Tax:
    """How one sale is taxed, and the check that proves it where a proof was needed."""

    treatment: vat.Treatment
    proof: VatCheck | None

    on: date

    def note(self, language: str | None = None) -> str:
        """The reason for the rate where it is not the ordinary one, as the paper prints it."""
        return VatNote.objects.text(code=self.treatment.reason_code, on=self.on, language=language)

    def on_top_of(self, net_cents: int) -> int:
        return money.percentage_of(net_cents, self.treatment.percent)


@dataclass(frozen=True)
class Quote:
    """What a membership would cost now; without tax while the VAT number is being checked."""

    currency: str
    net_cents: int
    tax: Tax | None

    @property
    def vat_cents(self) -> int:
        return self.tax.on_top_of(self.net_cents) if self.tax else 0

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.vat_cents

    @cached_property
    def reason(self) -> str:
        """The reason for the rate where it is not the ordinary one, in the reader's language."""
        return self.tax.note(get_language()) if self.tax else ""

    @property
    def percent(self) -> Decimal:
        return self.tax.treatment.percent if self.tax else Decimal(0)


def tax(*, seller: Seller, company: Company, at: datetime) -> Tax:
    """Say how a sale to the company is taxed now, or raise TaxPending."""
    on = seller.day_of(at)
    sale = vat.Sale(seller.country, company.country, company.vat_number, on, company.postal_code)
    check = _newest_answer(company.vat_number) if vat.country_of(company.vat_number) else None
    treatment = vat.treatment(
        sale,
        evidence=_evidence(check, seller),
        rates={seller.country: VatRate.objects.percent(country=seller.country, on=on)},
        proof_days=settings.VAT_PROOF_DAYS,
    )
    return Tax(treatment, check if treatment.category == Category.REVERSE_CHARGE else None, on)


def quote(*, sign_up: SignUp, at: datetime) -> Quote:
    """Say what the chosen level costs this company now."""
    seller = Seller.objects.selling_to(sign_up.company.country)
    assert sign_up.level is not None
    fee = Fee.objects.of(sign_up.level, country=sign_up.company.country, on=seller.day_of(at))
    try:
        taxed = tax(seller=seller, company=sign_up.company, at=at)
    except vat.TaxPending:
        taxed = None
    return Quote(fee.currency, fee.amount_cents, taxed)


def _newest_answer(number: str) -> VatCheck | None:
    """Return the last answer that was one: VIES being away is none."""
    answers = [VatCheck.Status.VALID, VatCheck.Status.INVALID]
    checks = VatCheck.objects.filter(number=number, status__in=answers, answered_at__isnull=False)
    return checks.order_by("-answered_at", "-pk").first()


def _evidence(check: VatCheck | None, seller: Seller) -> vat.Evidence | None:
    if check is None or check.answered_at is None:
        return None
    return vat.Evidence(check.status == VatCheck.Status.VALID, seller.day_of(check.answered_at))
