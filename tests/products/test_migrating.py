import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from post_office.models import Email

from accounts.models import Company, User
from accounts.models.links import digest_of
from cps_portal.lib.errors import DomainError
from points.models import Balance, Entry
from products import actions
from products.models import LegacyMember, LegacyProduct, OldAddressProof, Product, Registration
from subscriptions.models import MembershipNumber
from tests.factories import (
    CompanyFactory,
    LegacyMemberFactory,
    LegacyProductFactory,
    PointValueFactory,
    ProductFactory,
    RegistrationFactory,
)

OLD = "cps7@studiopress.example"


@pytest.fixture
def r5(db: None) -> Product:
    """A camera worth 310 points."""
    product = ProductFactory.create(name="EOS R5")
    PointValueFactory.create(product=product, points=310)
    return product


@pytest.fixture
def member(company: Company) -> LegacyMember:
    """The company's own record in the old programme."""
    company.old_cps_email = "Cps7@StudioPress.example"
    company.save()
    return LegacyMemberFactory.create(number="101218905", email=OLD)


@pytest.fixture
def whole(member: LegacyMember, r5: Product) -> LegacyProduct:
    return LegacyProductFactory.create(
        member=member,
        product=r5,
        serial="883873716786",
        purchased_on=date(2024, 12, 24),
        purchase_precision="day",
        country="DE",
        dealer="Foto Mājas",
    )


@pytest.fixture
def bare(member: LegacyMember, r5: Product) -> LegacyProduct:
    return LegacyProductFactory.create(member=member, product=r5, serial="111222333444")


@pytest.fixture
def proven(company: Company, member: LegacyMember, at: datetime) -> OldAddressProof:
    return OldAddressProof.objects.create(
        company=company, email=OLD, method=OldAddressProof.Method.LINK, created_at=at, proven_at=at
    )


def migrate(company: Company, by: User, at: datetime, *rows: LegacyProduct) -> actions.Migration:
    return actions.migrate(company=company, chosen=[row.pk for row in rows], by=by, at=at)


@pytest.mark.usefixtures("proven")
def test_what_is_whole_counts_and_what_is_not_waits(
    company: Company, anna: User, whole: LegacyProduct, bare: LegacyProduct, at: datetime
) -> None:
    result = migrate(company, anna, at, whole, bare)
    assert [registration.is_complete for registration in result.moved] == [False, True]
    assert result.points == Balance.objects.points_of(company) == 310


@pytest.mark.usefixtures("proven")
def test_everything_that_was_known_moves(
    company: Company, anna: User, whole: LegacyProduct, at: datetime
) -> None:
    migrate(company, anna, at, whole)
    moved = Registration.objects.get()
    assert (moved.serial, moved.purchased_on, moved.country, moved.dealer) == (
        "883873716786",
        date(2024, 12, 24),
        "DE",
        "Foto Mājas",
    )
    whole.refresh_from_db()
    assert whole.registration == moved
    assert (
        Entry.objects.get().cause
        == "EOS R5, serial number 883873716786, came over from your old CPS account."
    )


@pytest.mark.usefixtures("proven")
def test_only_what_was_chosen_moves(
    company: Company, anna: User, whole: LegacyProduct, bare: LegacyProduct, at: datetime
) -> None:
    migrate(company, anna, at, bare)
    assert list(LegacyProduct.objects.waiting_for(company)) == [whole]


@pytest.mark.usefixtures("proven")
def test_a_second_press_moves_nothing_more(
    company: Company, anna: User, whole: LegacyProduct, at: datetime
) -> None:
    migrate(company, anna, at, whole)
    again = migrate(company, anna, at, whole)
    assert (again.moved, again.conflicts) == ((), ())
    assert Registration.objects.count() == 1
    assert Balance.objects.points_of(company) == 310


@pytest.mark.usefixtures("proven")
def test_gear_of_another_old_account_stays(company: Company, anna: User, r5: Product, at: datetime) -> None:
    foreign = LegacyProductFactory.create(product=r5)
    assert migrate(company, anna, at, foreign).moved == ()


@pytest.mark.usefixtures("proven")
def test_what_needs_a_human_stays(company: Company, anna: User, bare: LegacyProduct, at: datetime) -> None:
    LegacyProduct.objects.update(problem="unknown_model", product=None)
    assert migrate(company, anna, at, bare).moved == ()


@pytest.mark.usefixtures("proven")
def test_a_serial_that_is_registered_already_is_a_conflict(
    company: Company, anna: User, whole: LegacyProduct, bare: LegacyProduct, at: datetime
) -> None:
    RegistrationFactory.create(product=whole.product, serial=whole.serial)
    result = migrate(company, anna, at, whole, bare)
    assert result.conflicts == (whole,)
    assert [registration.serial for registration in result.moved] == [bare.serial]
    assert list(LegacyProduct.objects.waiting_for(company).movable()) == []


@pytest.mark.usefixtures("proven")
def test_the_old_number_leads_to_the_company_from_then_on(
    company: Company, anna: User, whole: LegacyProduct, at: datetime
) -> None:
    migrate(company, anna, at, whole)
    number = MembershipNumber.objects.get(pk="101218905")
    assert (number.company, number.kind) == (company, MembershipNumber.Kind.LEGACY)


# --- proof of the old address --------------------------------------------------------------------


def test_nothing_moves_before_the_old_address_is_proven(
    company: Company, anna: User, whole: LegacyProduct, at: datetime
) -> None:
    with pytest.raises(actions.NotProven):
        migrate(company, anna, at, whole)
    assert not Registration.objects.exists()


def test_the_verified_log_in_is_proof_enough(
    company: Company, anna: User, whole: LegacyProduct, at: datetime
) -> None:
    company.old_cps_email = anna.email
    company.save()
    LegacyMember.objects.update(email=anna.email)
    assert migrate(company, anna, at, whole).points == 310
    assert OldAddressProof.objects.get().method == OldAddressProof.Method.LOGIN


def test_a_log_in_that_was_never_verified_proves_nothing(
    company: Company, anna: User, whole: LegacyProduct, at: datetime
) -> None:
    company.old_cps_email = anna.email
    company.save()
    LegacyMember.objects.update(email=anna.email)
    anna.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    with pytest.raises(actions.NotProven):
        migrate(company, anna, at, whole)


def link_in(mail: Email) -> str:
    (found,) = set(re.findall(r"http://[^/]+(/products/old-address/\S+/)", mail.message))
    return str(found)


def test_a_link_to_the_old_address_proves_it(
    company: Company, anna: User, as_anna: Client, whole: LegacyProduct
) -> None:
    as_anna.post("/products/old-address/")
    mail = Email.objects.get()
    assert mail.to == [OLD]
    link = link_in(mail)
    reader = Client()  # Whoever reads the old mailbox need not be logged in.
    assert reader.get(link).status_code == 200
    assert not actions.may_move(company=company, user=anna)  # Opening the link changed nothing.
    reader.post(link)
    assert actions.may_move(company=company, user=anna)


def test_who_opens_the_link_logged_in_goes_on_at_once(as_anna: Client, whole: LegacyProduct) -> None:
    as_anna.post("/products/old-address/")
    page = as_anna.post(link_in(Email.objects.get()), follow=True)
    assert page.redirect_chain == [("/products/migrate/", 302)]
    assert whole.serial in page.content.decode()


def test_the_link_is_kept_as_its_digest_only(company: Company, as_anna: Client, whole: LegacyProduct) -> None:
    as_anna.post("/products/old-address/")
    token = link_in(Email.objects.get()).split("/")[-2]
    proof = OldAddressProof.objects.get()
    assert token not in str(vars(proof))
    assert proof.digest == digest_of(token)


def test_a_second_click_mails_nothing_more(
    company: Company, anna: User, whole: LegacyProduct, at: datetime
) -> None:
    actions.mail_proof_link(company=company, by=anna, at=at)
    actions.mail_proof_link(company=company, by=anna, at=at + timedelta(seconds=20))
    assert Email.objects.count() == 1
    actions.mail_proof_link(company=company, by=anna, at=at + timedelta(minutes=6))
    assert Email.objects.count() == 2


def test_the_link_is_written_in_the_language_of_the_person(
    company: Company, anna: User, whole: LegacyProduct, at: datetime
) -> None:
    anna.language = "lv"
    actions.mail_proof_link(company=company, by=anna, at=at)
    assert "2026. gada 16. septembr" in Email.objects.get().message


def token_of(proof: OldAddressProof) -> str:
    token = f"token {proof.pk}"
    OldAddressProof.objects.filter(pk=proof.pk).update(digest=digest_of(token))
    return token


def test_a_link_expires(company: Company, anna: User, whole: LegacyProduct, at: datetime) -> None:
    token = token_of(actions.mail_proof_link(company=company, by=anna, at=at))
    with pytest.raises(actions.NotProven, match="has expired"):
        actions.prove(token=token, at=at + timedelta(days=2))


def test_a_link_that_was_used_stays_used(
    company: Company, anna: User, whole: LegacyProduct, at: datetime
) -> None:
    token = token_of(actions.mail_proof_link(company=company, by=anna, at=at))
    first = actions.prove(token=token, at=at)
    again = actions.prove(token=token, at=at + timedelta(days=9))
    assert again.proven_at == first.proven_at == at


def test_two_links_of_one_company_are_as_good_as_one(
    company: Company, anna: User, whole: LegacyProduct, at: datetime
) -> None:
    later = at + timedelta(hours=1)
    tokens = [token_of(actions.mail_proof_link(company=company, by=anna, at=when)) for when in (at, later)]
    for token in tokens:
        actions.prove(token=token, at=later)
    assert actions.may_move(company=company, user=anna)


def test_an_address_is_proven_by_one_company_only(
    company: Company, anna: User, stranger: User, whole: LegacyProduct, at: datetime
) -> None:
    other = stranger.role.company
    other.old_cps_email = OLD
    other.save()
    actions.prove(token=token_of(actions.mail_proof_link(company=other, by=stranger, at=at)), at=at)
    token = token_of(actions.mail_proof_link(company=company, by=anna, at=at))
    with pytest.raises(actions.OldAddressTaken):
        actions.prove(token=token, at=at)
    assert not actions.may_move(company=company, user=anna)


def test_without_an_old_address_there_is_nothing_to_prove(anna: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="no old CPS"):
        actions.mail_proof_link(company=anna.role.company, by=anna, at=at)


def test_a_link_nobody_mailed_is_not_known(client: Client, db: None) -> None:
    assert client.get("/products/old-address/made-up/").status_code == 404
    assert client.post("/products/old-address/made-up/", follow=True).status_code == 404


# --- the page ------------------------------------------------------------------------------------


def test_the_blue_button_is_there_when_there_is_something_to_move(
    as_anna: Client, whole: LegacyProduct
) -> None:
    assert "Migrate products" in as_anna.get("/products/").content.decode()


def test_and_not_when_the_only_thing_is_registered_already(as_anna: Client, whole: LegacyProduct) -> None:
    RegistrationFactory.create(product=whole.product, serial=whole.serial)
    assert "Migrate products" not in as_anna.get("/products/").content.decode()


def test_the_list_is_not_shown_before_the_proof(as_anna: Client, whole: LegacyProduct) -> None:
    page = as_anna.get("/products/migrate/").content.decode()
    assert "Mail the link" in page
    assert whole.serial not in page


@pytest.mark.usefixtures("proven")
def test_the_page_sorts_what_waits(
    as_anna: Client, whole: LegacyProduct, bare: LegacyProduct, r5: Product, member: LegacyMember
) -> None:
    taken = LegacyProductFactory.create(member=member, product=r5, serial="999888777666")
    RegistrationFactory.create(product=r5, serial="999888777666")
    shown = as_anna.get("/products/migrate/").context["moving"]
    assert (shown.ready, shown.later, shown.taken) == ([whole], [bare], [taken])


@pytest.mark.usefixtures("proven")
def test_the_button_says_how_many_and_how_many_points(
    as_anna: Client, whole: LegacyProduct, bare: LegacyProduct
) -> None:
    page = as_anna.get("/products/migrate/").content.decode()
    assert "Migrate 2 products</span>" in page
    assert ">310 points" in page


@pytest.mark.usefixtures("proven")
def test_pressing_it_moves_the_gear_and_leads_to_my_products(as_anna: Client, whole: LegacyProduct) -> None:
    page = as_anna.post("/products/migrate/", {"chosen": [whole.pk, "junk"]}, follow=True)
    assert page.redirect_chain == [("/products/", 302)]
    assert "1 product has moved. It brings you 310 points." in page.content.decode()


@pytest.mark.usefixtures("proven")
def test_choosing_nothing_says_so(as_anna: Client, whole: LegacyProduct) -> None:
    page = as_anna.post("/products/migrate/", follow=True)
    assert "Choose at least one product" in page.content.decode()


@pytest.mark.usefixtures("proven", "bare")
def test_a_conflict_leads_back_to_the_list_of_conflicts(as_anna: Client, whole: LegacyProduct) -> None:
    RegistrationFactory.create(product=whole.product, serial=whole.serial)
    page = as_anna.post("/products/migrate/", {"chosen": [whole.pk]}, follow=True).content.decode()
    assert "1 product could not move: it is registered already." in page
    assert "Already registered elsewhere" in page


def test_posting_without_proof_is_refused(as_anna: Client, whole: LegacyProduct) -> None:
    page = as_anna.post("/products/migrate/", {"chosen": [whole.pk]}, follow=True)
    assert "Show first that the old address is yours" in page.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("old", "words"),
    [
        ("", "Your application named no old CPS e-mail address"),
        ("nobody@old.example", "We have no gear to move for nobody@old.example"),
    ],
)
def test_where_there_is_nothing_to_move_the_page_says_what_to_do(
    as_anna: Client, company: Company, old: str, words: str
) -> None:
    Company.objects.filter(pk=company.pk).update(old_cps_email=old)
    page = as_anna.get("/products/migrate/").content.decode()
    assert words in page
    assert "register your gear again" in page
    assert "write to CPS priority support" in page


@pytest.mark.usefixtures("proven")
def test_after_everything_has_moved_the_page_says_so(as_anna: Client, whole: LegacyProduct) -> None:
    as_anna.post("/products/migrate/", {"chosen": [whole.pk]})
    assert "has moved." in as_anna.get("/products/migrate/").content.decode()


@pytest.mark.usefixtures("proven", "whole", "bare")
def test_the_page_needs_few_queries(as_anna: Client, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        as_anna.get("/products/migrate/")


def test_companies_without_an_old_address_wait_for_nothing(db: None) -> None:
    LegacyMemberFactory.create(email="")
    assert not LegacyProduct.objects.waiting_for(CompanyFactory.create(old_cps_email="")).exists()
