"""Staff see the portal as a customer sees it, and cannot do anything there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import Company, LogIn, Role, User
from billing import actions as billing
from cps_portal.lib import clock
from products.models import Registration
from subscriptions.models import SignUp, Term
from support.audit import actions, viewing
from support.audit.models import AuditEntry, Viewing
from support.helpdesk import actions as helpdesk
from tests.conftest import at_work
from tests.factories import InvoiceFactory, RegistrationFactory, RoleFactory, StaffFactory
from tests.support.conftest import with_role
from tests.support.scenes import ask, words

pytestmark = pytest.mark.django_db
REASON = {"purpose": "call", "reason": "Anna cannot find her invoice"}


@pytest.fixture
def begun(as_agent: Client, anna: User, silver: Term) -> Viewing:
    """Sanita sees the portal as Anna does."""
    address = reverse("audit:view_as", args=[anna.role.company_id])
    answer = as_agent.post(address, {"role": anna.role.pk, **REASON})
    assert answer.headers["Location"] == "/products/"
    return Viewing.objects.get()


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_pages_are_those_of_the_customer_with_a_banner_on_each(as_agent: Client, begun: Viewing) -> None:
    RegistrationFactory.create(company=begun.company, product__name="EOS R3")
    page = text_of(as_agent, "/products/")
    assert "EOS R3" in page
    for path in ("/products/", "/account/", "/subscriptions/", "/billing/invoices/", "/support/"):
        page = text_of(as_agent, path)
        assert "You see the portal as <strong>Anna Bērziņa</strong>" in page
        assert reverse("audit:end_viewing") in page


def test_an_invoice_is_read_as_the_paper_that_the_customer_gets(as_agent: Client, begun: Viewing) -> None:
    invoice = InvoiceFactory.create(company=begun.company)
    billing.send_unsent(at=clock.now())
    answer = as_agent.get(reverse("billing:invoice_pdf", args=[invoice.number]))
    assert answer.getvalue().startswith(b"%PDF")


def test_questions_are_read_as_the_customer_reads_them(as_agent: Client, begun: Viewing) -> None:
    asked = ask(begun.company, begun.person, at=clock.now())
    helpdesk.note(ticket=asked, by=begun.by, words=words("Impatient"), at=clock.now())
    page = text_of(as_agent, reverse("helpdesk:ticket", args=[asked.pk]))
    assert "Where is it?" in page
    assert "Impatient" not in page
    sent = {"text": "In her name", "key": "9c5b94b1-35ad-49bb-b118-8e8fc24abf80"}
    assert as_agent.post(reverse("helpdesk:ticket", args=[asked.pk]), sent).status_code == 403


def test_a_form_is_refused_and_changes_nothing(as_agent: Client, begun: Viewing) -> None:
    registration = RegistrationFactory.create(company=begun.company)
    answer = as_agent.post(reverse("products:end", args=[registration.pk]), {"reason": "sold"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    assert Registration.objects.get(pk=registration.pk).is_live


def test_a_page_that_writes_when_it_is_opened_is_refused_by_the_database(
    as_agent: Client, begun: Viewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "products.views.gear.standing",
        lambda company: SignUp.objects.create(company=company, by=begun.person, started_at=clock.now()),
    )
    answer = as_agent.get("/products/")
    assert answer.status_code == 403
    assert "This is for the customer alone" in answer.content.decode()
    assert not SignUp.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("off",)


@pytest.mark.parametrize(
    "path",
    [
        "/account/security/",
        "/account/security/email/",
        "/account/data/",
        "/password/change/",
        "/2fa/",
        "/billing/card/return/",
        "/billing/invoices/2026-000001/pay/return/",
        "/billing/invoices/2026-000001/pay/confirm/",
        "/subscriptions/card/card.pdf",
        "/admin/",
        "/staff/look-up/",
    ],
)
def test_what_concerns_the_log_in_asks_the_bank_or_is_for_staff_stays_shut(
    as_agent: Client, begun: Viewing, path: str
) -> None:
    assert as_agent.get(path).status_code == 403
    assert AuditEntry.objects.latest("pk").is_refused


def test_the_portals_language_stays_that_of_the_member_of_staff(as_agent: Client, begun: Viewing) -> None:
    as_agent.cookies["django_language"] = "lv"
    assert "Jūs redzat portālu" in text_of(as_agent, "/products/")
    assert as_agent.post("/language/", {"language": "lv"}).status_code == 403


def test_the_person_does_not_log_in_by_being_seen(as_agent: Client, begun: Viewing, agent: User) -> None:
    text_of(as_agent, "/products/")
    person = User.objects.get(pk=begun.person_id)
    assert person.last_login is None
    assert not LogIn.objects.exists()
    assert as_agent.session["_auth_user_id"] == str(agent.pk)


def test_each_page_is_in_the_log_with_person_company_and_reason(
    as_agent: Client, begun: Viewing, agent: User
) -> None:
    as_agent.get("/billing/invoices/")
    as_agent.post(reverse("audit:end_viewing"))
    first, page, last = AuditEntry.objects.order_by("pk")
    assert (first.kind, first.purpose, first.reason) == ("write", "call", REASON["reason"])
    assert (page.by, page.viewing, page.company) == (agent, begun, begun.company)
    assert (last.route, last.viewing, last.status) == ("audit:end_viewing", begun, 302)


def test_it_is_ended_by_a_button_that_leads_back_to_the_member(as_agent: Client, begun: Viewing) -> None:
    answer = as_agent.post(reverse("audit:end_viewing"))
    assert answer.headers["Location"] == f"/staff/members/{begun.company_id}/"
    begun.refresh_from_db()
    assert begun.ended_at is not None
    assert as_agent.get("/products/").headers["Location"] == "/admin/"


def test_it_ends_by_itself(as_agent: Client, begun: Viewing) -> None:
    Viewing.objects.update(until_at=clock.now() - timedelta(seconds=1))
    page = as_agent.get("/products/", follow=True)
    assert page.request["PATH_INFO"] == "/staff/look-up/"
    assert "The view as a customer is over" in page.content.decode()
    assert viewing.SESSION_KEY not in as_agent.session


def test_it_ends_with_the_session(as_agent: Client, begun: Viewing) -> None:
    as_agent.post("/logout/")
    begun.refresh_from_db()
    assert begun.ended_at is not None
    assert as_agent.get("/products/").status_code == 302


def lose_the_right(viewing: Viewing) -> None:
    viewing.by.groups.clear()


def become_staff(viewing: Viewing) -> None:
    User.objects.filter(pk=viewing.person_id).update(is_staff=True)


def be_deactivated(viewing: Viewing) -> None:
    User.objects.filter(pk=viewing.person_id).update(is_active=False)


@pytest.mark.parametrize("change", [lose_the_right, become_staff, be_deactivated])
def test_it_ends_with_the_right_to_it(as_agent: Client, begun: Viewing, change: object) -> None:
    change(begun)  # type: ignore[operator]
    assert as_agent.get("/products/").status_code == 302
    assert viewing.SESSION_KEY not in as_agent.session


def test_nobody_sees_the_portal_by_the_key_of_somebody_elses_view(begun: Viewing) -> None:
    other = at_work(with_role("Finance"))
    session = other.session
    session[viewing.SESSION_KEY] = begun.pk
    session.save()
    assert other.get("/products/").status_code == 302


def test_a_second_view_ends_the_first(as_agent: Client, begun: Viewing, agent: User, stranger: User) -> None:
    actions.begin_viewing(role=stranger.role, purpose="call", reason="x", by=agent, at=clock.now())
    begun.refresh_from_db()
    assert begun.ended_at is not None
    assert as_agent.get("/products/").status_code == 302


def test_staff_are_not_to_be_seen_as(as_agent: Client, company: Company) -> None:
    role = RoleFactory.create(company=company, user=StaffFactory.create(), kind=Role.Kind.COLLEAGUE)
    answer = as_agent.post(reverse("audit:view_as", args=[company.pk]), {"role": role.pk, **REASON})
    assert answer.status_code == 200
    assert not Viewing.objects.exists()


def test_a_reason_is_asked_for(as_agent: Client, anna: User) -> None:
    answer = as_agent.post(
        reverse("audit:view_as", args=[anna.role.company_id]), {"role": anna.role.pk, "purpose": "call"}
    )
    assert "This field is required" in answer.content.decode()
    assert not Viewing.objects.exists()


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("Support agent", True),
        ("Finance", True),
        ("Lead", True),
        ("Auditor", True),
        ("Verifier", False),
        ("Catalogue manager", False),
    ],
)
def test_who_may_see_the_portal_as_a_customer(anna: User, role: str, may: bool) -> None:
    answer = at_work(with_role(role)).get(reverse("audit:view_as", args=[anna.role.company_id]))
    assert answer.status_code == (200 if may else 404)


def test_every_page_that_may_be_seen_exists() -> None:
    named = {name for name in viewing.VIEWABLE if ":" not in name}
    spaces = {name.split(":")[0] for name in viewing.VIEWABLE - named}
    known = {str(name) for name in get_resolver().reverse_dict}
    for space in spaces:
        resolver = get_resolver().namespace_dict[space][1]
        known |= {f"{space}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    assert viewing.VIEWABLE - known == set()
