"""The smallest valid thing of every kind."""

import uuid
from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts import models as accounts
from billing import models as billing
from points import models as points
from products import models as products
from subscriptions import models as subscriptions

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory[accounts.User]):
    class Meta:
        model = accounts.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@studio.example")
    name = "Anna Bērziņa"
    language = "en-gb"

    @factory.post_generation
    def password(user: accounts.User, create: bool, extracted: str | None, **_: object) -> None:
        user.set_password(extracted or PASSWORD)
        user.save()
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]


class StaffFactory(UserFactory):
    email = factory.Sequence(lambda n: f"staff{n}@canon.example")
    name = "Vera Verifier"
    is_staff = True
    is_superuser = True


class CompanyFactory(DjangoModelFactory[accounts.Company]):
    class Meta:
        model = accounts.Company

    legal_name = factory.Sequence(lambda n: f"SIA Studija {n}")
    country = "LV"
    vat_registered = True
    vat_number = "LV40003245752"
    registration_number = "40003245752"
    street = "Brīvības iela 1"
    postal_code = "LV-1010"
    city = "Rīga"
    language = "en-gb"
    created_at = factory.LazyFunction(timezone.now)


class RoleFactory(DjangoModelFactory[accounts.Role]):
    class Meta:
        model = accounts.Role

    user = factory.SubFactory(UserFactory)
    company = factory.SubFactory(CompanyFactory)
    kind = accounts.Role.Kind.OWNER
    since_at = factory.LazyFunction(timezone.now)


class ApplicationFactory(DjangoModelFactory[accounts.Application]):
    """A draft whose contact person is known."""

    class Meta:
        model = accounts.Application

    contact_name = "Jānis Kalniņš"
    email = factory.Sequence(lambda n: f"applicant{n}@foto.example")
    phone = "+371 20000000"
    language = "en-gb"
    created_at = factory.LazyFunction(timezone.now)


class SubmittedApplicationFactory(ApplicationFactory):
    status = accounts.Application.Status.SUBMITTED
    legal_name = "SIA Kalniņa foto"
    country = "LV"
    vat_registered = True
    vat_number = "LV40003245752"
    registration_number = "40003245752"
    street = "Brīvības iela 1"
    postal_code = "LV-1010"
    city = "Rīga"
    authorised_at = factory.LazyFunction(timezone.now)
    submitted_at = factory.LazyFunction(timezone.now)
    promised_on = factory.LazyFunction(lambda: timezone.localdate())


class ProductFactory(DjangoModelFactory[products.Product]):
    class Meta:
        model = products.Product

    name = factory.Sequence(lambda n: f"EOS R5 Mark {n}")
    category = products.Product.Category.CAMERA
    launch_year = 2024


class PointValueFactory(DjangoModelFactory[products.PointValue]):
    class Meta:
        model = products.PointValue

    product = factory.SubFactory(ProductFactory)
    points = 335
    source = products.PointValue.Source.ESTIMATE
    from_on = date(2020, 1, 1)


class RegistrationFactory(DjangoModelFactory[products.Registration]):
    """Gear of which only the model is known yet; its points are not in the ledger."""

    class Meta:
        model = products.Registration

    company = factory.SubFactory(CompanyFactory)
    key = factory.LazyFunction(uuid.uuid4)
    product = factory.SubFactory(ProductFactory)
    points = 335
    registered_at = factory.LazyFunction(timezone.now)


class LegacyMemberFactory(DjangoModelFactory[products.LegacyMember]):
    class Meta:
        model = products.LegacyMember

    number = factory.Sequence(lambda n: f"{103000000 + n}")
    email = factory.Sequence(lambda n: f"cps{n}@old.example")


class LegacyProductFactory(DjangoModelFactory[products.LegacyProduct]):
    class Meta:
        model = products.LegacyProduct

    member = factory.SubFactory(LegacyMemberFactory)
    product = factory.SubFactory(ProductFactory)
    fingerprint = factory.Sequence(lambda n: f"{n:064d}")
    raw = factory.LazyFunction(dict)
    imported_at = factory.LazyFunction(timezone.now)


class MembershipNumberFactory(DjangoModelFactory[subscriptions.MembershipNumber]):
    class Meta:
        model = subscriptions.MembershipNumber

    number = factory.Sequence(lambda n: f"{151000000 + n}")
    company = factory.SubFactory(CompanyFactory)
    kind = subscriptions.MembershipNumber.Kind.CURRENT
    since_at = factory.LazyFunction(timezone.now)


class SubscriptionFactory(DjangoModelFactory[subscriptions.Subscription]):
    class Meta:
        model = subscriptions.Subscription

    company = factory.SubFactory(CompanyFactory)
    number = factory.SubFactory(MembershipNumberFactory, company=factory.SelfAttribute("..company"))
    started_at = factory.LazyFunction(timezone.now)


class TermFactory(DjangoModelFactory[subscriptions.Term]):
    """A Silver year that began on the first of January 2026; levels come from the seed migration."""

    class Meta:
        model = subscriptions.Term

    subscription = factory.SubFactory(SubscriptionFactory)
    level = factory.LazyFunction(lambda: points.Level.objects.get(code="silver"))
    starts_on = date(2026, 1, 1)
    ends_on = date(2027, 1, 1)
    promised_until = factory.SelfAttribute("ends_on")
    fee_cents = 8500
    currency = "EUR"
    payment = subscriptions.SignUp.Payment.TRANSFER
    created_at = factory.LazyFunction(timezone.now)


class SignUpFactory(DjangoModelFactory[subscriptions.SignUp]):
    class Meta:
        model = subscriptions.SignUp

    company = factory.SubFactory(CompanyFactory)
    by = factory.SubFactory(UserFactory)
    started_at = factory.LazyFunction(timezone.now)


class CardAuthorisationFactory(DjangoModelFactory[billing.CardAuthorisation]):
    class Meta:
        model = billing.CardAuthorisation

    company = factory.SubFactory(CompanyFactory)
    by = factory.SubFactory(UserFactory)
    mandate = "You may charge this card."
    created_at = factory.LazyFunction(timezone.now)


def _parties(seller: billing.Seller, company: accounts.Company) -> dict[str, dict[str, str]]:
    address = ["street", "postal_code", "city", "country", "vat_number", "registration_number"]
    own = ["code", "name", *address, "iban", "bic", "bank_name"]
    buyer = {name: getattr(company, name) for name in address}
    buyer |= {"name": company.legal_name, "email": "anna@studio.example", "membership_number": "151335488"}
    return {"seller": {name: getattr(seller, name) for name in own}, "buyer": buyer}


class InvoiceFactory(DjangoModelFactory[billing.Invoice]):
    """An invoice by bank transfer with one line, due on the last day of January 2026."""

    class Meta:
        model = billing.Invoice
        skip_postgeneration_save = True

    seller = factory.LazyFunction(lambda: billing.Seller.objects.get())
    number = factory.Sequence(lambda n: f"2025-{n:06d}")
    company = factory.SubFactory(CompanyFactory)
    language = factory.LazyAttribute(lambda invoice: invoice.company.language)
    parties = factory.LazyAttribute(lambda invoice: _parties(invoice.seller, invoice.company))
    currency = "EUR"
    net_cents = 8500
    vat_cents = 1785
    gross_cents = 10285
    payment = subscriptions.SignUp.Payment.TRANSFER
    reference = factory.Sequence(lambda n: f"RF{n:022d}")
    issued_at = factory.LazyFunction(timezone.now)
    issued_on = date(2026, 1, 1)
    due_on = date(2026, 1, 31)

    @factory.post_generation
    def with_a_line(invoice: billing.Invoice, create: bool, extracted: object, **_: object) -> None:
        if extracted is False:
            return
        invoice.lines.create(
            position=1,
            text="CPS Silver membership",
            net_cents=invoice.net_cents,
            vat_category="S",
            vat_percent="21.00",
            vat_cents=invoice.vat_cents,
        )
