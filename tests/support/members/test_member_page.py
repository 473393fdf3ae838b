from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from post_office.models import STATUS, Email
from pytest_django import DjangoAssertNumQueries as Budget

from accounts.models import Application, CaseEvent, Company, User
from cps_portal.lib import mail
from points import actions as points
from points.cause import Cause
from subscriptions.models import Invitation, MembershipNumber, Term
from support.lookup.models import LookUp
from support.members import timeline
from tests.factories import (
    CardAuthorisationFactory,
    InvoiceFactory,
    MembershipNumberFactory,
    RegistrationFactory,
    RoleFactory,
    SubmittedApplicationFactory,
)

pytestmark = pytest.mark.django_db
SENTENCE = "Registered %(product)s"


@pytest.fixture
def member(silver: Term, anna: User, company: Company, at: datetime) -> Company:
    """A company to which one thing of every kind has happened."""
    case = SubmittedApplicationFactory.create(
        company=company, status=Application.Status.APPROVED, email="anna@studio.example"
    )
    CaseEvent.objects.create(
        application=case, act=CaseEvent.Act.ASKED, at=at, reason="unreadable", private_note="Scan was black."
    )
    RegistrationFactory.create(
        company=company,
        product__name="EOS R3",
        serial="0123456789",
        registered_at=at,
        ended_at=at,
        end="sold",
    )
    RegistrationFactory.create(company=company, product__name="RF 50mm F1.2L USM", registered_at=at)
    cause = Cause(SENTENCE, {"product": "EOS R3"})
    points.credit(company=company, amount=580, reference="story:1", cause=cause, at=at)
    Invitation.objects.create(company=company, points=580, crossed_at=at, sent_at=at)
    InvoiceFactory.create(company=company, number="2026-000017", issued_at=at)
    CardAuthorisationFactory.create(
        company=company,
        by=anna,
        status="authorised",
        customer_id="cus_1",
        payment_method_id="pm_1",
        setup_intent_id="seti_1",
        brand="Visa",
        last_four="4242",
        authorised_at=at,
    )
    message = EmailMultiAlternatives("Welcome to CPS", "Hello", "no@cps.example", ["anna@studio.example"])
    Email.objects.filter(pk=mail.write(message).pk).update(status=STATUS.failed)
    return company


def page_of(company: Company) -> str:
    return reverse("members:member", args=[company.pk])


def text_of(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_three_answers_stand_first(as_agent: Client, member: Company, silver: Term) -> None:
    page = text_of(as_agent, page_of(member))
    answers = page[page.index('class="answers') :][: page.index("</dl>")]
    for words in ("Active", "CPS Silver", "31 December 2098", "151\u00a0335\u00a0488"):
        assert words in answers


def test_a_membership_that_is_over_says_so(as_agent: Client, member: Company, silver: Term) -> None:
    Term.objects.filter(pk=silver.pk).update(ends_on="2026-02-01", promised_until="2026-02-01")
    page = text_of(as_agent, page_of(member))
    assert "Expired on" in page
    assert "31 January 2026" in page


def test_a_company_that_never_was_a_member_has_a_page_too(as_agent: Client, company: Company) -> None:
    assert "Not a member" in text_of(as_agent, page_of(company))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            "account",
            [
                "better document",
                "The document cannot be read.",
                "Scan was black.",
                "Anna Bērziņa joined as owner",
            ],
        ),
        ("gear", ["EOS R3 registered", "EOS R3: sold", "Serial number 0123456789", "Something is missing"]),
        ("points", ["+580 points", "Registered EOS R3"]),
        (
            "membership",
            [
                "CPS Silver membership",
                "expires on 31 December 2098",
                "Invited to sign up for CPS",
                "151\u00a0335\u00a0488",
            ],
        ),
        ("money", ["Invoice 2026-000017 issued: €102.85", "Past its due day", "Visa •••• 4242"]),
        ("mail", ["Welcome to CPS", "To anna@studio.example", "Not delivered"]),
    ],
)
def test_the_timeline_tells_everything_and_can_be_narrowed(
    as_agent: Client, member: Company, kind: str, words: list[str]
) -> None:
    whole, narrowed = text_of(as_agent, page_of(member)), text_of(as_agent, page_of(member), kind=kind)
    for one in words:
        assert one in whole
        assert one in narrowed
    titles = {"account": "EOS R3 registered", "gear": "+580 points"}
    assert titles.get(kind, "EOS R3 registered") not in narrowed


def test_the_timeline_is_told_in_the_readers_language(as_agent: Client, member: Company) -> None:
    as_agent.cookies["django_language"] = "lv"
    assert "2026. gada" in text_of(as_agent, page_of(member))


def test_what_the_reader_has_no_right_to_see_is_not_on_the_page(
    as_agent: Client, agent: User, member: Company
) -> None:
    role = Group.objects.get(name="Support agent")
    role.permissions.remove(*Permission.objects.filter(content_type__app_label="billing"))
    page = text_of(as_agent, page_of(member))
    for words in ("2026-000017", "4242", "Invoices"):
        assert words not in page
    assert "2026-000017" not in text_of(as_agent, page_of(member), kind="money")


def test_the_page_of_a_member_is_never_opened_unnoticed(
    as_agent: Client, agent: User, member: Company
) -> None:
    text_of(as_agent, page_of(member))
    assert LookUp.objects.get().company == member
    assert LookUp.objects.get().by == agent


def test_old_numbers_stay_beside_the_new_one(as_agent: Client, member: Company, at: datetime) -> None:
    MembershipNumberFactory.create(
        company=member, number="103000001", kind=MembershipNumber.Kind.LEGACY, since_at=at
    )
    assert "103\u00a0000\u00a0001" in text_of(as_agent, page_of(member))


def test_other_companies_mails_and_gear_are_not_shown(
    as_agent: Client, member: Company, stranger: User
) -> None:
    message = EmailMultiAlternatives("For Otto alone", "Hello", "no@cps.example", [stranger.email])
    mail.write(message)
    RegistrationFactory.create(company=stranger.role.company, product__name="EOS R1")
    page = text_of(as_agent, page_of(member))
    assert "For Otto alone" not in page
    assert "EOS R1" not in page


def test_a_long_history_is_read_page_by_page_and_nothing_is_lost(
    agent: User, company: Company, at: datetime
) -> None:
    for number in range(95):
        RegistrationFactory.create(company=company, serial=f"{number:010d}", registered_at=at)
    seen: list[str] = []
    page: int | None = 1
    while page:
        choice = timeline.Choice(timeline.Kind.GEAR, page=page)
        part = timeline.gather(company=company, reader=agent, choice=choice, today=at.date())
        seen += [detail for event in part.events for detail in event.details]
        page = part.older
    assert len(seen) == len(set(seen)) == 95


def test_newest_first(agent: User, company: Company, at: datetime) -> None:
    for days, name in enumerate(["EOS R1", "EOS R3", "EOS R5"]):
        RegistrationFactory.create(
            company=company, product__name=name, registered_at=at + timedelta(days=days)
        )
    choice = timeline.Choice(timeline.Kind.GEAR)
    page = timeline.gather(company=company, reader=agent, choice=choice, today=at.date())
    assert [event.title for event in page.events] == [
        f"{name} registered" for name in ("EOS R5", "EOS R3", "EOS R1")
    ]


@pytest.mark.parametrize(
    "query",
    [{"kind": "nonsense"}, {"page": "0"}, {"page": "-1"}, {"page": "x"}, {"page": "²"}, {"page": "9999"}],
)
def test_addresses_typed_by_hand_do_no_harm(as_agent: Client, member: Company, query: dict[str, str]) -> None:
    assert as_agent.get(page_of(member), query).status_code == 200


def test_there_is_no_page_for_nobody(as_agent: Client) -> None:
    assert as_agent.get("/staff/members/4711/").status_code == 404


def test_the_member_page_takes_22_queries_however_much_has_happened(
    as_agent: Client, member: Company, django_assert_num_queries: Budget
) -> None:
    as_agent.get(page_of(member))
    with django_assert_num_queries(22):
        as_agent.get(page_of(member))
    for number in range(15):
        RegistrationFactory.create(company=member, serial=f"{number:010d}")
        InvoiceFactory.create(company=member)
        RoleFactory.create(company=member, kind="colleague")
        mail.write(EmailMultiAlternatives("Again", "Hello", "no@cps.example", ["anna@studio.example"]))
    with django_assert_num_queries(22):
        as_agent.get(page_of(member))
