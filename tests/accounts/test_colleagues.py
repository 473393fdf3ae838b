"""Who belongs to a company: invited, let in, removed, handed over, and what each role may do."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.models import Application, CaseEvent, ColleagueInvitation, Company, JoinRequest, Role, User
from tests.factories import (
    CompanyFactory,
    RoleFactory,
    StaffFactory,
    SubmittedApplicationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NEW = "twelve grey herons at dawn"
JOIN = {"name": "Kārlis Kolēģis", "password1": NEW, "password2": NEW}
MailTo = Callable[[str], Email]


@pytest.fixture
def karlis(company: Company, anna: User) -> User:
    """A colleague of Anna's."""
    user = UserFactory.create(name="Kārlis", email="karlis@studio.example")
    RoleFactory.create(user=user, company=company, kind=Role.Kind.COLLEAGUE)
    return user


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def invite(client: Client, email: str = "karlis@studio.example", kind: str = "colleague") -> None:
    assert client.post("/account/people/invite/", {"email": email, "kind": kind}).status_code == 302


def link_in(mail: Email, part: str) -> str:
    return str(next(line for line in mail.message.splitlines() if part in line)).split("127.0.0.1:8000")[-1]


def test_anna_invites_and_karlis_joins(as_anna: Client, company: Company, mail_to: MailTo) -> None:
    invite(as_anna, "Karlis@Studio.example", "accountant")
    link = link_in(mail_to("karlis@studio.example"), "/invitation/")
    karlis = Client()
    page = karlis.get(link).content.decode()
    assert company.legal_name in page
    assert "accountant" in page
    assert karlis.post(link, JOIN).url == "/products/"  # type: ignore[attr-defined]
    role = Role.objects.get(user__email="karlis@studio.example")
    assert (role.company, role.kind, role.user.name) == (company, "accountant", "Kārlis Kolēģis")
    assert karlis.get("/account/").status_code == 200
    assert mail_to("anna@studio.example").subject == "Kārlis Kolēģis has joined your CPS account"


def test_opening_the_invitation_uses_nothing_up_and_posting_uses_it_once(
    as_anna: Client, mail_to: MailTo
) -> None:
    invite(as_anna)
    link = link_in(mail_to("karlis@studio.example"), "/invitation/")
    for _scanner in range(3):
        assert Client().get(link).status_code == 200
    assert Client().post(link, {**JOIN, "password2": "another one here"}).status_code == 200
    assert Client().post(link, JOIN).status_code == 302
    assert Client().get(link).status_code == 410
    assert Client().post(link, JOIN).status_code == 410
    assert Role.objects.filter(kind="colleague").count() == 1


def test_inviting_again_ends_the_earlier_link_and_withdrawing_ends_it_for_good(
    as_anna: Client, mail_to: MailTo
) -> None:
    invite(as_anna)
    first = link_in(mail_to("karlis@studio.example"), "/invitation/")
    pk = ColleagueInvitation.objects.get().pk
    as_anna.post(f"/account/people/invited/{pk}/again/")
    second = link_in(mail_to("karlis@studio.example"), "/invitation/")
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    as_anna.post(f"/account/people/invited/{pk}/withdraw/")
    assert Client().get(second).status_code == 410


def test_an_expired_invitation_says_whom_to_ask(as_anna: Client, mail_to: MailTo) -> None:
    invite(as_anna)
    link = link_in(mail_to("karlis@studio.example"), "/invitation/")
    ColleagueInvitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    gone = Client().get(link)
    assert gone.status_code == 410
    assert "Ask the person who invited you" in gone.content.decode()
    assert "the link has expired" in as_anna.get("/account/people/").content.decode()


@pytest.mark.parametrize("kind", ["stranger", "staff", "deactivated"])
def test_an_address_of_another_account_is_told_the_truth_by_mail_alone(
    as_anna: Client, stranger: User, mail_to: MailTo, kind: str
) -> None:
    StaffFactory.create(email="staff@other.example")
    UserFactory.create(email="deactivated@other.example", is_active=False)
    email = {"stranger": stranger.email}.get(kind, f"{kind}@other.example")
    invite(as_anna, email)
    mail = mail_to(email)
    assert "belongs to another CPS account already" in mail.message
    assert "/invitation/" not in mail.message
    assert ColleagueInvitation.objects.get().digest is None


def test_somebody_with_an_account_but_no_company_joins_with_the_password_they_have(
    as_anna: Client, company: Company, mail_to: MailTo
) -> None:
    karlis = UserFactory.create(name="Kārlis", email="karlis@studio.example")
    invite(as_anna)
    client = Client()
    link = link_in(mail_to(karlis.email), "/invitation/")
    assert "password1" not in client.get(link).content.decode()
    assert client.post(link).url == "/login/"  # type: ignore[attr-defined]
    assert karlis.role.company == company


# --- rights ----------------------------------------------------------------------------------------

READ = [
    "/account/",
    "/account/people/",
    "/account/person/",
    "/account/data/",
    "/products/",
    "/billing/invoices/",
]
DOORS = {
    "/account/people/invite/": ("owner",),
    "/account/company/": ("owner",),
    "/account/company/name/": ("owner",),
    "/products/register/": ("owner", "colleague"),
    "/products/migrate/": ("owner", "colleague"),
    "/subscriptions/sign-up/": ("owner", "colleague"),
    "/billing/payment/": ("owner", "colleague"),
}


@pytest.mark.parametrize("kind", ["owner", "colleague", "accountant"])
@pytest.mark.parametrize("address", [*READ, *DOORS])
def test_each_role_comes_through_its_own_doors(company: Company, kind: str, address: str) -> None:
    user = RoleFactory.create(company=company, kind=Role.Kind.OWNER).user
    if kind != "owner":
        user = RoleFactory.create(company=company, kind=kind).user
    is_open = kind in DOORS.get(address, ("owner", "colleague", "accountant"))
    assert (as_person(user).get(address).status_code != 404) == is_open


def test_an_accountant_is_shown_no_button_that_they_may_not_press(company: Company, anna: User) -> None:
    user = RoleFactory.create(company=company, kind=Role.Kind.ACCOUNTANT).user
    client = as_person(user)
    assert "Register a product" not in client.get("/products/").content.decode()
    assert "Invite" not in client.get("/account/people/").content.decode()
    assert "Change name or numbers" not in client.get("/account/").content.decode()


@pytest.mark.parametrize("act", ["remove", "offer", ""])
def test_a_colleague_changes_nobody(company: Company, karlis: User, act: str) -> None:
    other = RoleFactory.create(company=company, kind=Role.Kind.ACCOUNTANT)
    tail = f"{act}/" if act else ""
    response = as_person(karlis).post(f"/account/people/{other.pk}/{tail}", {"kind": "colleague"})
    assert response.status_code == 404


def test_people_of_another_company_do_not_exist(as_anna: Client, stranger: User) -> None:
    for tail in ("", "remove/", "offer/"):
        assert as_anna.post(f"/account/people/{stranger.role.pk}/{tail}").status_code == 404


# --- change, remove, hand over ---------------------------------------------------------------------


def test_anna_changes_a_role_and_removes_a_person(as_anna: Client, karlis: User, mail_to: MailTo) -> None:
    as_anna.post(f"/account/people/{karlis.role.pk}/", {"kind": "accountant"})
    assert Role.objects.get(user=karlis).kind == "accountant"
    as_anna.post(f"/account/people/{karlis.role.pk}/remove/")
    assert not Role.objects.filter(user=karlis).exists()
    assert mail_to(karlis.email).subject.startswith("You do not belong to")
    page = as_person(karlis).get("/account/")
    assert page.status_code == 404
    assert "You belong to no company at present" in page.content.decode()


def test_the_owner_can_be_neither_removed_nor_made_a_colleague(as_anna: Client, anna: User) -> None:
    as_anna.post(f"/account/people/{anna.role.pk}/remove/")
    as_anna.post(f"/account/people/{anna.role.pk}/", {"kind": "colleague"})
    assert Role.objects.get(user=anna).kind == Role.Kind.OWNER


def test_the_company_is_handed_over_when_both_have_confirmed(
    as_anna: Client, anna: User, karlis: User, company: Company, mail_to: MailTo
) -> None:
    address = f"/account/people/{karlis.role.pk}/offer/"
    assert "This is not your password" in as_anna.post(address, {"password": "no"}).content.decode()
    as_anna.post(address, {"password": "correct horse battery"})
    assert mail_to(karlis.email).subject == f"{company} is offered to you"
    assert company.owner == anna
    assert "Become the owner" in as_person(karlis).get("/account/people/").content.decode()
    as_person(karlis).post("/account/people/offer/accept/")
    assert company.owner == karlis
    assert Role.objects.get(user=anna).kind == Role.Kind.COLLEAGUE
    assert mail_to(anna.email).subject == f"{company} has a new owner"


def test_only_the_person_who_was_asked_accepts_and_only_while_it_stands(
    as_anna: Client, anna: User, karlis: User, company: Company, at: datetime
) -> None:
    actions.offer(role=karlis.role, by=anna, at=at)
    other = as_person(RoleFactory.create(company=company, kind=Role.Kind.COLLEAGUE).user)
    assert other.post("/account/people/offer/accept/").status_code == 404
    other.post("/account/people/offer/end/")
    as_anna.post("/account/people/offer/end/")
    assert as_person(karlis).post("/account/people/offer/accept/").status_code == 404
    assert company.owner == anna


# --- join requests ---------------------------------------------------------------------------------


@pytest.fixture
def applied(anna: User, vera: User, company: Company, at: datetime) -> Application:
    """A second application for Anna's company, which Vera has claimed."""
    case = SubmittedApplicationFactory.create(
        email="zane@studio.example", contact_name="Zane", submitted_at=at, legal_name=company.legal_name
    )
    actions.claim(case=case, by=vera, at=at)
    return case


def turn(client: Client, case: Application, company: Company) -> None:
    seen = CaseEvent.objects.filter(application=case).latest("pk").pk
    client.post(f"/admin/accounts/application/{case.pk}/turn/", {"seen": seen, "company": company.pk})


def test_vera_turns_the_case_into_a_question_to_the_owner(
    as_vera: Client, applied: Application, company: Company, anna: User, mail_to: MailTo
) -> None:
    page = as_vera.get(f"/admin/accounts/application/{applied.pk}/case/").content.decode()
    assert "Ask its owner whether the applicant may join" in page
    turn(as_vera, applied, company)
    applied.refresh_from_db()
    assert applied.status == Application.Status.JOINING
    assert applied.events.latest("pk").act == CaseEvent.Act.TURNED
    assert mail_to(anna.email).subject == "Zane wants to join your CPS account"
    assert mail_to("zane@studio.example").subject == "Your company has a CPS account already"
    assert (
        "Turned into a join request"
        in as_vera.get(f"/admin/accounts/application/{applied.pk}/case/").content.decode()
    )


def test_anna_lets_zane_in(
    as_vera: Client, as_anna: Client, applied: Application, company: Company, mail_to: MailTo
) -> None:
    turn(as_vera, applied, company)
    assert "Zane wants to join" in as_anna.get("/account/people/").content.decode()
    pk = JoinRequest.objects.get().pk
    for _twice in range(2):
        as_anna.post(f"/account/people/joining/{pk}/let-in/", {"kind": "accountant"})
    assert Role.objects.get(user__email="zane@studio.example").kind == "accountant"
    assert "/set-password/" in mail_to("zane@studio.example").message
    assert applied.events.latest("pk").act == CaseEvent.Act.LET_IN


def test_anna_declines_and_zane_is_told(
    as_vera: Client, as_anna: Client, applied: Application, company: Company, mail_to: MailTo
) -> None:
    turn(as_vera, applied, company)
    as_anna.post(f"/account/people/joining/{JoinRequest.objects.get().pk}/keep-out/")
    assert mail_to("zane@studio.example").subject.startswith("The owner declined")
    assert not User.objects.filter(email="zane@studio.example").exists()


def test_the_applicant_sees_where_it_stands(
    client: Client, as_vera: Client, applied: Application, company: Company, at: datetime
) -> None:
    turn(as_vera, applied, company)
    applied.refresh_from_db()
    token = actions.issue_link(to=applied, at=timezone.now())
    page = client.get(f"/application/{token}/").content.decode()
    assert "Its owner decides who joins it." in page
    assert "We wait for the owner’s answer." in page


def test_a_join_request_of_another_company_does_not_exist(
    as_vera: Client, applied: Application, stranger: User, company: Company
) -> None:
    turn(as_vera, applied, company)
    pk = JoinRequest.objects.get().pk
    assert as_person(stranger).post(f"/account/people/joining/{pk}/let-in/").status_code == 404


def test_a_company_without_an_owner_cannot_be_asked(as_vera: Client, applied: Application) -> None:
    turn(as_vera, applied, CompanyFactory.create())
    assert not JoinRequest.objects.exists()


def test_the_page_of_people_stays_within_its_query_budget(
    as_anna: Client, company: Company, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _person in range(5):
        RoleFactory.create(company=company, kind=Role.Kind.COLLEAGUE)
    with django_assert_max_num_queries(12):
        assert as_anna.get("/account/people/").status_code == 200
