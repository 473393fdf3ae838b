"""A copy of somebody's data, and its erasure: asked for in the portal, done by the worker."""

import json
import uuid
import zipfile
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts import actions as accounts
from accounts.models import Application, Company, DataRequest, Document, LogIn, Role, User
from accounts.uploads import Upload
from billing.models import Invoice
from cps_portal.lib import mail
from points import actions as points
from points.cause import Cause
from points.models import Balance
from products import actions as products
from products.actions import Details
from products.dates import Rough
from products.models import Registration
from support.helpdesk import actions as helpdesk
from support.helpdesk.actions import Words
from support.helpdesk.models import Ticket, TicketEvent
from support.operations import actions
from tests.accounts import papers
from tests.factories import (
    PASSWORD,
    InvoiceFactory,
    ProductFactory,
    RegistrationFactory,
    RoleFactory,
    SubmittedApplicationFactory,
    SubscriptionFactory,
    TermFactory,
    UserFactory,
)
from tests.support.scenes import ask, newest, words

pytestmark = pytest.mark.django_db
Kind = DataRequest.Kind


@pytest.fixture
def case(company: Company, anna: User, at: datetime) -> Application:
    """Anna's approved application with its document."""
    case = SubmittedApplicationFactory.create(email=anna.email, contact_name="Anna Bērziņa", company=company)
    document = Document(
        application=case, name="pvn.pdf", media_type="application/pdf", size_bytes=9, uploaded_at=at
    )
    document.file.save("pvn.pdf", ContentFile(papers.pdf()))
    return case


@pytest.fixture
def karlis(company: Company, anna: User) -> User:
    user = UserFactory.create(name="Kārlis Kolēģis", email="karlis@studio.example", phone="+371 21111111")
    RoleFactory.create(user=user, company=company, kind=Role.Kind.COLLEAGUE)
    return user


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def work() -> None:
    actions.complete_data_requests(at=timezone.now())


def copy_of(client: Client) -> zipfile.ZipFile:
    client.post("/account/data/export/")
    work()
    address = f"/account/data/copy/{DataRequest.objects.get().pk}/"
    response = client.get(address)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    return zipfile.ZipFile(BytesIO(response.getvalue()))


def test_anna_fetches_all_that_we_keep(
    as_anna: Client, anna: User, company: Company, case: Application, at: datetime
) -> None:
    RegistrationFactory.create(company=company, serial="012345678901")
    points.credit(company=company, amount=580, reference="copy", cause=Cause("Test"), at=at)
    InvoiceFactory.create(company=company, number="2025-000017")
    mail.send("accounts/email/erased", to=anna.email, language="en-gb", context={})
    archive = copy_of(as_anna)
    text = archive.read("data.json").decode()
    for fact in ("Anna Bērziņa", company.legal_name, "012345678901", "580", "2025-000017", "pvn.pdf"):
        assert fact in text
    assert [name for name in archive.namelist() if name != "data.json"] == [
        f"documents/{case.documents.get().pk}-pvn.pdf"
    ]
    data = json.loads(text)
    assert data["person"]["mails"][0]["subject"] == "Your data are erased"
    assert "password" not in data["person"]
    assert "session_stamp" not in data["person"]


def test_the_copy_holds_what_anna_asked_and_never_our_notes(
    as_anna: Client, anna: User, karlis: User, vera: User, company: Company, at: datetime
) -> None:
    upload = Upload("lens.jpg", "image/jpeg", b"a picture", sha256="a" * 64)
    key = uuid.uuid4()
    [kept] = helpdesk.keep_files(uploads=[upload], key=key, by=anna, at=at)
    hers = ask(company, anna, at=at, words=Words("Where is my lens?", key, [kept.pk]))
    helpdesk.note(ticket=hers, by=vera, words=words("Impatient"), at=at)
    helpdesk.answer(ticket=hers, by=vera, words=words("In repair."), seen=newest(hers), at=at)
    ask(company, karlis, at=at, subject="Of a colleague")
    archive = copy_of(as_anna)
    text = archive.read("data.json").decode()
    for fact in ("Where is my lens?", "In repair.", hers.number, "Of a colleague"):
        assert fact in text
    assert "Impatient" not in text
    assert archive.read(f"questions/{kept.pk}-lens.jpg") == b"a picture"


def test_a_colleagues_copy_leaves_others_questions_out(
    karlis: User, anna: User, company: Company, at: datetime
) -> None:
    ask(company, anna, at=at, subject="Hers")
    ask(company, karlis, at=at, subject="His")
    questions = json.loads(copy_of(as_person(karlis)).read("data.json"))["questions"]
    assert [one["subject"] for one in questions] == ["His"]


def test_the_mail_says_when_it_is_ready_and_leads_to_it(as_anna: Client, anna: User) -> None:
    copy_of(as_anna)
    sent = Email.objects.get(to=anna.email)
    assert sent.subject == "The copy of your data is ready"
    assert f"/account/data/copy/{DataRequest.objects.get().pk}/" in sent.message
    assert "Fetch the copy" in as_anna.get("/account/data/").content.decode()


def test_a_colleagues_copy_leaves_the_owners_application_out(
    karlis: User, case: Application, company: Company
) -> None:
    archive = copy_of(as_person(karlis))
    assert archive.namelist() == ["data.json"]
    assert json.loads(archive.read("data.json"))["applications"] == []


def test_nobody_else_fetches_the_copy_and_nobody_for_ever(
    as_anna: Client, karlis: User, stranger: User
) -> None:
    copy_of(as_anna)
    address = f"/account/data/copy/{DataRequest.objects.get().pk}/"
    for other in (karlis, stranger):
        assert as_person(other).get(address).status_code == 404
    assert "/login/" in Client().get(address)["Location"]
    DataRequest.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert as_anna.get(address).status_code == 404
    file = DataRequest.objects.get().file
    assert accounts.purge_copies(at=timezone.now()) == 1
    assert not file.storage.exists(str(file.name))


def test_asking_twice_asks_once(as_anna: Client) -> None:
    for _twice in range(2):
        as_anna.post("/account/data/export/")
    assert DataRequest.objects.count() == 1
    work()
    assert actions.complete_data_requests(at=timezone.now()) == 0


# --- erasure ---------------------------------------------------------------------------------------


def erase(client: Client, what: str = "erase", password: str = PASSWORD) -> str:
    page = client.post(f"/account/data/{what}/", {"password": password}, follow=True).content.decode()
    work()
    return page


def rows_that_name(*words: str) -> list[str]:
    """Search every table of ours for what was to be forgotten."""
    found = []
    for model in (User, Company, Application, Role, LogIn, Document, Email, Ticket, TicketEvent):
        for row in model.objects.values():
            found += [f"{model.__name__}: {word}" for word in words if word in str(row)]
    return found


def test_karlis_is_erased_and_what_he_did_stays(
    karlis: User, company: Company, anna: User, at: datetime
) -> None:
    gear = RegistrationFactory.create(company=company, registered_by=karlis)
    ask(company, karlis, at=at, words=words("Kārlis is waiting"), subject="Call karlis@")
    accounts.note_log_in(user=karlis, device_key="x", browser="Firefox", address="192.0.2.1", at=at)
    mail.send("accounts/email/removed", to=karlis.email, language="lv", context={"company": company})
    client = as_person(karlis)
    assert "We have your request." in erase(client)
    assert client.get("/account/").status_code == 302  # logged out
    karlis.refresh_from_db()
    assert (karlis.name, karlis.phone, karlis.is_active) == ("", "", False)
    assert karlis.email == f"erased-{karlis.pk}@erased.invalid"
    assert not Role.objects.filter(user=karlis).exists()
    assert not LogIn.objects.filter(user=karlis).exists()
    gear.refresh_from_db()
    assert gear.registered_by == karlis
    assert Email.objects.get(to="karlis@studio.example").subject == "Your data are erased"  # the last one
    Email.objects.all().delete()
    assert rows_that_name("Kārlis", "karlis@", "21111111", "192.0.2.1") == []


def test_somebody_who_was_removed_can_still_be_erased(karlis: User, at: datetime) -> None:
    accounts.remove(role=karlis.role, at=at)
    client = as_person(karlis)
    assert "Copy or erase" in client.get("/account/").content.decode()
    assert "Erase my data" in client.get("/account/data/").content.decode()
    erase(client)
    karlis.refresh_from_db()
    assert not karlis.is_active


def test_staff_are_erased_by_nobody_here(as_vera: Client) -> None:
    assert as_vera.get("/account/data/").status_code == 404
    assert as_vera.post("/account/data/erase/", {"password": PASSWORD}).status_code == 404


def test_erasure_wants_the_password(karlis: User) -> None:
    assert "This is not your password" in erase(as_person(karlis), password="a guess")
    assert not DataRequest.objects.exists()


def test_an_owner_hands_over_first(as_anna: Client) -> None:
    assert "Hand it over to a colleague first" in erase(as_anna)
    assert not DataRequest.objects.exists()


def test_a_colleague_does_not_erase_the_company(karlis: User) -> None:
    assert as_person(karlis).post("/account/data/erase-company/", {"password": PASSWORD}).status_code == 404


def test_a_company_is_erased_with_its_people_while_invoices_and_ledger_stay(
    as_anna: Client, anna: User, karlis: User, company: Company, case: Application, at: datetime
) -> None:
    name, document = company.legal_name, case.documents.get()
    points.credit(company=company, amount=580, reference="erase", cause=Cause("Test"), at=at)
    paid = InvoiceFactory.create(company=company, paid_at=at)
    erase(as_anna, "erase-company")
    assert DataRequest.objects.get().refusal == ""
    assert Balance.objects.points_of(company) == 580
    assert Invoice.objects.get(pk=paid.pk).parties["buyer"]["name"] == name
    assert not document.file.storage.exists(str(document.file.name))
    Email.objects.all().delete()
    assert (
        rows_that_name(name, "Anna", "anna@", "Kārlis", "karlis@", "40003245752", "Brīvības", "pvn.pdf") == []
    )


def test_the_gear_of_an_erased_company_can_be_registered_by_its_next_owner(
    as_anna: Client, anna: User, company: Company, stranger: User, at: datetime
) -> None:
    details = Details("012345678", Rough(date(2025, 3, 1), "day"), "LV", "Foto Centrs")
    model = ProductFactory.create()
    products.register(company=company, by=anna, product=model, details=details, key=uuid4(), at=at)
    erase(as_anna, "erase-company")
    assert Balance.objects.points_of(company) == 0
    other = stranger.role.company
    theirs = products.register(company=other, by=stranger, product=model, details=details, key=uuid4(), at=at)
    assert theirs.is_complete
    assert Registration.objects.get(company=company).end == Registration.End.CLOSED


def test_not_while_a_membership_runs(as_anna: Client, anna: User, company: Company) -> None:
    today = timezone.localdate()
    TermFactory.create(
        subscription=SubscriptionFactory.create(company=company),
        starts_on=today - timedelta(days=10),
        ends_on=today + timedelta(days=355),
    )
    erase(as_anna, "erase-company")
    company.refresh_from_db()
    assert company.legal_name
    sent = Email.objects.get(to=anna.email)
    assert sent.subject == "We cannot erase your data yet"
    assert "The membership of" in sent.message


def test_not_while_an_invoice_is_unpaid(as_anna: Client, anna: User, company: Company) -> None:
    InvoiceFactory.create(company=company, number="2025-000031")
    erase(as_anna, "erase-company")
    assert "Invoice 2025-000031 is not paid yet." in Email.objects.get(to=anna.email).message
    assert as_anna.get("/account/").status_code == 200


def test_staff_still_open_the_page_of_an_erased_company(
    as_anna: Client, as_vera: Client, company: Company
) -> None:
    erase(as_anna, "erase-company")
    assert as_vera.get(f"/staff/members/{company.pk}/").status_code == 200
    assert as_vera.get(f"/admin/accounts/company/{company.pk}/change/").status_code == 200
