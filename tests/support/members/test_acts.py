"""What staff do from a member's page: by right, with a reason, once, and by the action that the portal itself calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from post_office.models import STATUS, Email

from accounts import actions as accounts
from accounts.actions import issue_link
from accounts.models import Company, EmailChange, Role, User
from billing.models import CreditNote, Extension, Invoice
from cps_portal.lib import clock, mail
from points.models import Correction, Entry
from products.models import Registration, Transfer
from subscriptions.models import Term, Withdrawal
from support.members.models import Deed
from support.members.staff_actions import ACTS
from tests.factories import InvoiceFactory, RegistrationFactory, TermFactory, UserFactory
from tests.support.conftest import with_role

pytestmark = pytest.mark.django_db


@dataclass
class Story:
    """An act that is about to be done, what it needs besides a reason, and how one sees that it was done once."""

    slug: str
    thing: Any
    given: dict[str, Any]
    done: Callable[[], int]
    role: str = "Support agent"
    said: str = ""


def address(company: Company, slug: str, thing: Any = None) -> str:
    return reverse("members:act", args=[company.pk, slug, *([thing.pk] if thing else [])])


def send(client: Client, company: Company, story: Story, **given: Any) -> HttpResponse:
    facts = {"reason": "Asked for on the phone.", "key": str(uuid4()), **story.given, **given}
    return client.post(address(company, story.slug, story.thing), facts)  # type: ignore[return-value]


@pytest.fixture
def invoice(company: Company) -> Invoice:
    """€102.85, due in a week."""
    return InvoiceFactory.create(company=company, due_on=clock.today() + timedelta(days=7))


@pytest.fixture
def claim(company: Company, anna: User, stranger: User, at: datetime) -> Transfer:
    """Anna's company asks for a camera that another one has registered."""
    given = RegistrationFactory.create(company=stranger.role.company, serial="0123456789")
    wanted = RegistrationFactory.create(company=company, product=given.product)
    return Transfer.objects.create(
        given=given, wanted=wanted, serial="0123456789", asked_at=at, asked_by=anna, answer_until=at
    )


def welcome(to: str, text: str = "Hello") -> Email:
    letter = mail.write(EmailMultiAlternatives("Welcome to CPS", text, "no@cps.example", [to]))
    Email.objects.filter(pk=letter.pk).update(status=STATUS.failed)
    return letter


def mails_named(subject: str) -> int:
    count: int = Email.objects.filter(subject=subject).count()
    return count


def stories(invoice: Invoice, claim: Transfer, anna: User, silver: Term) -> dict[str, Story]:
    company, until = invoice.company, f"{invoice.due_on + timedelta(days=30)}"
    email = {"email": "Anna@New.example", "evidence": "called_back"}
    points = {"amount": "120", "since_on": ""}
    told = [
        Story(
            "send-again",
            welcome(anna.email),
            {},
            lambda: mails_named("Welcome to CPS") - 1,
            said="on its way",
        ),
        Story(
            "correct-points", None, points, lambda: Entry.objects.filter(company=company, amount=120).count()
        ),
        Story(
            "grant-transfer", claim, {}, lambda: Registration.objects.of(company).exclude(serial="").count()
        ),
        Story("change-email", anna.role, email, lambda: EmailChange.objects.filter(user=anna).count()),
        Story("extend-due-date", invoice, {"until_on": until}, Extension.objects.count, said="is extended"),
        Story("withdraw", None, {"cause": "request"}, Withdrawal.objects.open().count, said="second person"),
        Story("credit", invoice, {"net": "20.00"}, CreditNote.objects.count, "Finance", "is issued"),
    ]
    return {story.slug: story for story in told}


SLUGS = sorted(set(ACTS) - {"decline-transfer"})


@pytest.fixture
def told(invoice: Invoice, claim: Transfer, anna: User, silver: Term) -> dict[str, Story]:
    return stories(invoice, claim, anna, silver)


@pytest.fixture
def do(company: Company, told: dict[str, Story]) -> Callable[[str], tuple[Client, Story]]:
    def prepared(slug: str) -> tuple[Client, Story]:
        client = Client()
        client.force_login(with_role(told[slug].role))
        return client, told[slug]

    return prepared


Do = Callable[[str], tuple[Client, Story]]


@pytest.mark.parametrize("slug", SLUGS)
def test_an_act_is_offered_done_once_and_kept_with_its_reason(slug: str, do: Do, company: Company) -> None:
    client, story = do(slug)
    where = address(company, slug, story.thing)
    assert f'href="{where}"' in client.get(reverse("members:member", args=[company.pk])).content.decode()
    assert "What will happen" in client.get(where).content.decode()
    key = str(uuid4())
    for _press in range(2):
        answer = send(client, company, story, key=key)
        assert answer.status_code == 302, answer.content.decode()
    assert story.done() == 1
    deed = Deed.objects.get()
    assert (deed.act, deed.reason, deed.company) == (slug, "Asked for on the phone.", company)
    assert story.said in client.get(reverse("members:member", args=[company.pk])).content.decode()


@pytest.mark.parametrize("slug", SLUGS)
def test_not_without_a_reason_and_not_without_the_right(slug: str, do: Do, company: Company) -> None:
    client, story = do(slug)
    page = send(client, company, story, reason=" ").content.decode()
    assert "Say why; it is kept with the decision." in page
    app, codename = ACTS[slug].right.split(".")
    right = Permission.objects.get(content_type__app_label=app, codename=codename)
    Group.objects.get(name=story.role).permissions.remove(right)
    where = address(company, slug, story.thing)
    assert send(client, company, story).status_code == client.get(where).status_code == 404
    assert where not in client.get(reverse("members:member", args=[company.pk])).content.decode()
    assert (story.done(), Deed.objects.count()) == (0, 0)


def test_an_auditor_is_offered_nothing(company: Company, told: dict[str, Story]) -> None:
    client = Client()
    client.force_login(with_role("Auditor"))
    assert "/acts/" not in client.get(reverse("members:member", args=[company.pk])).content.decode()


def test_a_thing_of_another_company_does_not_exist_here(
    as_agent: Client, stranger: User, invoice: Invoice
) -> None:
    other = stranger.role.company
    assert as_agent.get(address(other, "extend-due-date", invoice)).status_code == 404
    assert as_agent.get(address(other, "extend-due-date")).status_code == 404
    assert as_agent.get(address(other, "nonsense")).status_code == 404


def test_a_form_sent_again_with_other_words_is_refused(
    as_agent: Client, company: Company, told: dict[str, Story]
) -> None:
    key = str(uuid4())
    send(as_agent, company, told["correct-points"], key=key)
    page = send(as_agent, company, told["correct-points"], key=key, reason="Another.").content.decode()
    assert "with other contents" in page
    assert Correction.objects.count() == 1


def test_what_cannot_be_done_any_more_says_so(as_agent: Client, company: Company, invoice: Invoice) -> None:
    Invoice.objects.filter(pk=invoice.pk).update(paid_at=clock.now())
    page = as_agent.get(address(company, "extend-due-date", invoice)).content.decode()
    assert "This cannot be done any more" in page


def test_many_points_wait_for_a_second_person(
    as_agent: Client, company: Company, told: dict[str, Story]
) -> None:
    send(as_agent, company, told["correct-points"], amount="900")
    assert Correction.objects.get().is_waiting
    page = as_agent.get(reverse("members:member", args=[company.pk])).content.decode()
    assert "Proposed. The points change when a second person approves it." in page
    assert "Waits for a second person" in page


def test_a_transfer_is_declined(as_agent: Client, company: Company, claim: Transfer) -> None:
    send(as_agent, company, Story("decline-transfer", claim, {}, Deed.objects.count))
    claim.refresh_from_db()
    assert (claim.status, claim.reason) == ("declined", "Asked for on the phone.")


def test_the_whole_invoice_is_credited_where_no_amount_is_written(
    do: Do, company: Company, invoice: Invoice
) -> None:
    client, story = do("credit")
    send(client, company, story, net="")
    assert CreditNote.objects.get().gross_cents == 10285


def test_a_new_address_is_proven_by_its_link_and_the_old_one_told_at_once(
    as_agent: Client, agent: User, company: Company, anna: User, told: dict[str, Story], client: Client
) -> None:
    send(as_agent, company, told["change-email"])
    change = EmailChange.objects.get()
    assert (change.email, change.by, change.evidence) == ("anna@new.example", agent, "called_back")
    notice = Email.objects.get(to="anna@studio.example", subject__startswith="Somebody asked us")
    assert "anna@new.example" in notice.message
    accounts.mail_email_changes(at=clock.now())
    link = next(
        word for word in Email.objects.get(to="anna@new.example").message.split() if "/new-email/" in word
    )
    client.post(
        link.removeprefix("http://testserver") if "testserver" in link else "/" + link.split("/", 3)[3]
    )
    anna.refresh_from_db()
    assert anna.email == "anna@new.example"


def test_an_address_that_somebody_has_is_refused_beside_the_field(
    as_agent: Client, company: Company, told: dict[str, Story]
) -> None:
    UserFactory.create(email="otto@studio.example")
    page = send(as_agent, company, told["change-email"], email="otto@studio.example").content.decode()
    assert "Somebody logs in with this address already." in page
    assert not EmailChange.objects.exists()


def test_a_mail_is_written_again_as_it_was_with_its_files(
    as_agent: Client, company: Company, anna: User
) -> None:
    letter = EmailMultiAlternatives("Invoice 1", "Hello", "no@cps.example", [anna.email])
    letter.attach_alternative("<p>Hello</p>", "text/html")
    letter.attach("1.pdf", b"%PDF", "application/pdf")
    first = mail.write(letter)
    Email.objects.filter(pk=first.pk).update(status=STATUS.sent)
    send(as_agent, company, Story("send-again", first, {}, Deed.objects.count))
    again = Email.objects.exclude(pk=first.pk).get()
    assert (again.subject, again.message, again.html_message) == ("Invoice 1", "Hello", "<p>Hello</p>")
    assert (again.status, again.message_id != first.message_id) == (STATUS.queued, True)
    assert [paper.name for paper in again.attachments.all()] == ["1.pdf"]


def link_to_a_password(user: User, *, at: datetime) -> str:
    return f"https://cps.example/set-password/{issue_link(to=user, at=at)}/"


def test_a_link_that_still_works_is_sent_again(as_agent: Client, company: Company, anna: User) -> None:
    letter = welcome(anna.email, link_to_a_password(anna, at=clock.now()))
    send(as_agent, company, Story("send-again", letter, {}, Deed.objects.count))
    assert mails_named("Welcome to CPS") == 2


def test_a_new_link_takes_the_place_of_one_that_has_expired(
    as_agent: Client, company: Company, anna: User
) -> None:
    anna.set_unusable_password()
    anna.save()
    letter = welcome(anna.email, link_to_a_password(anna, at=clock.now() - timedelta(days=30)))
    page = as_agent.get(address(company, "send-again", letter)).content.decode()
    assert "does not work any more" in page
    send(as_agent, company, Story("send-again", letter, {}, Deed.objects.count))
    assert mails_named("Welcome to CPS") == 1
    assert "/set-password/" in Email.objects.latest("pk").message


def test_a_password_that_is_set_gets_no_new_link_from_staff(
    as_agent: Client, company: Company, anna: User
) -> None:
    letter = welcome(anna.email, link_to_a_password(anna, at=clock.now() - timedelta(days=30)))
    page = send(as_agent, company, Story("send-again", letter, {}, Deed.objects.count)).content.decode()
    assert "This person has a password already." in page
    assert (mails_named("Welcome to CPS"), Deed.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("invitation/AAAAAAAAAAAAAAAAAAAAAAAA/", "The owner of the company invites the person again."),
        ("new-email/AAAAAAAAAAAAAAAAAAAAAAAA/", "Change the e-mail once more"),
        ("products/old-address/AAAAAAAAAAAAAAAAAAAAAAAA/", "The member asks for a new one"),
        ("register/resume/AAAAAAAAAAAAAAAAAAAAAAAA/", "The applicant asks for a new one"),
    ],
)
def test_a_spent_link_that_is_not_for_staff_to_renew_is_refused(
    as_agent: Client, company: Company, anna: User, path: str, words: str
) -> None:
    letter = welcome(anna.email, f"Open https://cps.example/{path} now.")
    page = send(as_agent, company, Story("send-again", letter, {}, Deed.objects.count)).content.decode()
    assert words in page
    assert mails_named("Welcome to CPS") == 1


def test_whoever_forgot_the_password_gets_a_fresh_link(
    as_agent: Client, company: Company, anna: User
) -> None:
    letter = welcome(anna.email, "https://cps.example/password/reset/key/3-cx2b1e-0123456789abcdef01234567/")
    send(as_agent, company, Story("send-again", letter, {}, Deed.objects.count))
    accounts.answer_asked_mails(at=clock.now())
    assert Email.objects.latest("pk").message.count("/password/reset/key/") == 1


def test_a_membership_that_is_over_is_not_withdrawn(as_agent: Client, company: Company, anna: User) -> None:
    TermFactory.create(subscription__company=company, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    assert (
        "Propose withdrawal"
        not in as_agent.get(reverse("members:member", args=[company.pk])).content.decode()
    )
    assert Role.objects.filter(company=company).exists()
