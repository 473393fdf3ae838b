"""The first page: what CPS is, what it costs, how to join."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from subscriptions.models import Fee

pytestmark = pytest.mark.django_db
QueryBudget = Callable[[int], AbstractContextManager[object]]


def page(client: Client, language: str = "en-gb") -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(reverse("start")).content.decode()


def test_it_says_what_each_level_costs_and_from_how_many_points_on(client: Client) -> None:
    text = page(client)

    for words in ("CPS Silver", "500–999 points", "€85.00", "10,000 points and more", "€5,000.00"):
        assert words in text


def test_it_is_latvian_for_latvians(client: Client) -> None:
    text = page(client, "lv")

    assert '<html lang="lv">' in text
    for words in ("Kā pievienoties", "500–999 punkti", "85,00\xa0€"):
        assert words in text


def test_a_fee_that_ended_is_gone_from_it(client: Client) -> None:
    Fee.objects.filter(level__code="gold").update(until_on="2026-01-01")

    assert "CPS Gold" not in page(client)


def test_without_any_fee_the_page_still_says_how_to_join(client: Client) -> None:
    Fee.objects.all().delete()

    assert "How to join" in page(client)


def test_a_visitor_is_led_to_sign_up_and_log_in(client: Client) -> None:
    text = page(client)

    for name in ("accounts:register", "account_login"):
        assert f'href="{reverse(name)}"' in text


def test_a_customer_is_led_to_their_own_pages(as_anna: Client) -> None:
    text = page(as_anna)

    for name in ("accounts:my_account", "products:list", "subscriptions:overview", "helpdesk:contact"):
        assert f'href="{reverse(name)}"' in text
    assert f'action="{reverse("account_logout")}"' in text
    assert reverse("accounts:register") not in text


def test_staff_are_led_to_theirs(as_vera: Client) -> None:
    text = page(as_vera)

    assert f'href="{reverse("admin:index")}"' in text
    assert f'href="{reverse("lookup:look_up")}"' in text
    assert f'href="{reverse("products:list")}"' not in text


def test_home_is_my_products_for_customers_and_the_admin_for_staff(as_anna: Client, as_vera: Client) -> None:
    assert as_anna.get(reverse("home")).headers["Location"] == reverse("products:list")
    assert as_vera.get(reverse("home")).headers["Location"] == reverse("admin:index")


@pytest.mark.parametrize("name", ["start", "privacy", "accessibility"])
def test_it_asks_the_database_little(
    name: str, as_anna: Client, django_assert_max_num_queries: QueryBudget
) -> None:
    with django_assert_max_num_queries(12):
        assert as_anna.get(reverse(name)).status_code == 200
