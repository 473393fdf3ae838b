import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries as Budget

from accounts.models import Company
from subscriptions.models import Term
from support.helpdesk.models import Faq

pytestmark = pytest.mark.django_db


def page(client: Client, **query: str) -> str:
    answer = client.get("/support/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_member_finds_the_number_filled_in(as_anna: Client, silver: Term) -> None:
    text = page(as_anna)
    assert "151\u00a0335\u00a0488" in text
    assert "mailto:priority-support@cps.example?subject=Membership%20number%20151335488" in text


def test_a_customer_without_a_number_is_named_by_company(as_anna: Client, company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(legal_name="Foto & Søn")
    assert "?subject=Foto%20%26%20S%C3%B8n" in page(as_anna)


def test_visitors_and_staff_see_the_answers_and_the_plain_address(client: Client, as_vera: Client) -> None:
    for anybody in (client, as_vera):
        text = page(anybody)
        assert 'href="mailto:priority-support@cps.example"' in text
        assert "What is the blue dot beside a product?" in text


@pytest.mark.parametrize("query", ["blue dot", "DOT blue", "punkts zils"])
def test_answers_are_searched_by_every_word(client: Client, query: str) -> None:
    client.cookies["django_language"] = "lv" if "punkts" in query else "en-gb"
    text = page(client, q="zilais punkts" if "punkts" in query else query)
    assert 'id="blue-dot"' in text
    assert 'id="card-charged"' not in text


def test_accents_may_be_left_out(client: Client) -> None:
    client.cookies["django_language"] = "lv"
    assert 'id="serial-number"' in page(client, q="serijas numur")


def test_a_search_without_answer_says_what_to_do(client: Client) -> None:
    text = page(client, q="<b>teleport")
    assert "&lt;b&gt;teleport" in text
    assert "Try another word" in text


def test_a_customer_is_led_from_an_empty_search_to_a_question(as_anna: Client, company: Company) -> None:
    text = page(as_anna, q="teleport & co")
    assert 'href="/support/ask/?subject=teleport%20%26%20co"' in text


def test_whoever_searches_in_another_language_finds_the_answer_in_their_own(client: Client) -> None:
    text = page(client, q="zilais punkts")
    assert 'id="blue-dot"' in text
    assert "What is the blue dot beside a product?" in text


def test_a_link_to_an_answer_opens_it(client: Client) -> None:
    text = page(client, answer="blue-dot")
    assert '<details class="faq" id="blue-dot" open>' in text
    assert text.count(" open>") == 1
    assert 'href="/support/?answer=blue-dot#blue-dot"' in text


def test_an_answer_without_latvian_is_read_in_english_and_says_so(client: Client) -> None:
    faq = Faq.objects.get(slug="blue-dot")
    faq.answers["lv"] = ""
    faq.save()
    client.cookies["django_language"] = "lv"
    text = page(client)
    assert '<details class="faq" id="blue-dot" lang="en">' in text
    assert "What is the blue dot beside a product?" in text


def test_a_question_taken_off_the_page_is_not_found(client: Client) -> None:
    Faq.objects.filter(slug="blue-dot").update(is_shown=False)
    assert 'id="blue-dot"' not in page(client)


def test_every_question_is_answered_in_both_languages() -> None:
    for faq in Faq.objects.all():
        assert set(faq.questions) == set(faq.answers) == {"en", "lv"}
        with translation.override("lv"):
            latvian = faq.question
        with translation.override("en-gb"):
            assert faq.question != latvian


def test_the_page_takes_at_most_12_queries(
    as_anna: Client, silver: Term, django_assert_max_num_queries: Budget
) -> None:
    with django_assert_max_num_queries(12):
        page(as_anna)
