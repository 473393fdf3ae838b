"""A member's mails as staff read them: whole, with what became of them, and without what lets somebody in."""

import secrets

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from post_office.models import STATUS, Email, Log
from pytest_django import DjangoAssertNumQueries as Budget

from accounts.models import Company, User
from cps_portal.lib import mail
from cps_portal.lib.mail_redaction import harmless, without_secrets
from support.lookup.models import LookUp
from tests.support.conftest import with_role

TOKEN = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5"
LINK = f"https://cps.example/set-password/{TOKEN}/"


@pytest.fixture
def letter(anna: User) -> Email:
    message = EmailMultiAlternatives("Welcome", f"Open {LINK}\nAnna", "no@cps.example", [anna.email])
    message.attach_alternative(
        f'<html><head></head><body><a href="{LINK}">{LINK}</a><script>alert(1)</script></body></html>',
        "text/html",
    )
    written = mail.write(message)
    Email.objects.filter(pk=written.pk).update(status=STATUS.failed)
    Log.objects.create(email=written, status=STATUS.failed, exception_type="SMTP", message="550 unknown user")
    return written


def page_of(company: Company, letter: Email) -> str:
    return reverse("members:mail", args=[company.pk, letter.pk])


@pytest.mark.django_db
def test_a_mail_is_read_with_every_attempt_to_deliver_it(
    as_agent: Client, company: Company, letter: Email
) -> None:
    page = as_agent.get(page_of(company, letter)).content.decode()
    for words in (
        "Welcome",
        "To</dt><dd>anna@studio.example",
        "Not delivered",
        "550 unknown user",
        "Send again",
    ):
        assert words in page


@pytest.mark.django_db
def test_its_one_time_link_works_for_nobody_who_reads_it_here(
    as_agent: Client, company: Company, letter: Email
) -> None:
    page = as_agent.get(page_of(company, letter)).content.decode()
    assert TOKEN not in page
    assert page.count("https://cps.example/set-password/…/") == 3


@pytest.mark.django_db
def test_its_html_stands_in_a_frame_that_may_do_nothing(
    as_agent: Client, company: Company, letter: Email
) -> None:
    page = as_agent.get(page_of(company, letter)).content.decode()
    assert 'sandbox="" srcdoc="' in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "default-src &#x27;none&#x27;" in page


@pytest.mark.django_db
def test_opening_it_is_noted(as_agent: Client, agent: User, company: Company, letter: Email) -> None:
    as_agent.get(page_of(company, letter))
    assert (LookUp.objects.get().by, LookUp.objects.get().company) == (agent, company)


@pytest.mark.django_db
def test_a_mail_belongs_to_those_it_was_written_to(as_agent: Client, stranger: User, letter: Email) -> None:
    assert as_agent.get(page_of(stranger.role.company, letter)).status_code == 404


@pytest.mark.django_db
def test_who_may_not_read_mails_finds_no_page(company: Company, letter: Email) -> None:
    for role in ("Verifier", "Catalogue manager"):
        client = Client()
        client.force_login(with_role(role))
        assert client.get(page_of(company, letter)).status_code == 404


@pytest.mark.django_db
def test_the_page_of_a_mail_takes_at_most_14_queries(
    as_agent: Client, company: Company, letter: Email, django_assert_max_num_queries: Budget
) -> None:
    for _attempt in range(20):
        Log.objects.create(email=letter, status=STATUS.failed, exception_type="SMTP", message="again")
    with django_assert_max_num_queries(14):
        as_agent.get(page_of(company, letter))


LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(before=LETTERS, after=LETTERS, quote=st.sampled_from(["", '"', "'", ")", ".", "<br>", "&amp;x=1"]))
def test_no_token_of_ours_stays_whatever_stands_around_its_link(before: str, after: str, quote: str) -> None:
    token = secrets.token_urlsafe(32)
    for link in (
        f"https://cps.example/set-password/{token}/",
        f"http://localhost:8000/application/{token}/answer/?x={token}",
        f"https://a-very-long-host-name.canon-europe.example/new-email/{token}",
    ):
        shown = without_secrets(f"{before} {quote}{link}{quote}{after}")
        assert token not in shown
        assert token not in harmless(f'{before}<a href="{link}">{link}</a>{quote}{after}')


def test_an_address_that_lets_nobody_in_stays_whole() -> None:
    for address in ("https://a-very-long-host-name.canon-europe.example/products/", "https://cps.example/"):
        assert without_secrets(address) == address
