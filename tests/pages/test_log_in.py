"""Logging in and out, the forgotten password, the second step: allauth's pages in our look and words."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_log_in_page_says_how_to_get_an_account(client: Client) -> None:
    text = client.get(reverse("account_login")).content.decode()

    assert "No account yet?" in text
    assert f'href="{reverse("accounts:register")}"' in text


def test_anna_logs_in_and_sees_her_products(client: Client, anna: User) -> None:
    answer = client.post(reverse("account_login"), {"login": anna.email, "password": PASSWORD}, follow=True)

    assert answer.request["PATH_INFO"] == reverse("products:list")


def test_a_wrong_password_keeps_the_address_and_says_it_above_the_form(client: Client, anna: User) -> None:
    text = client.post(reverse("account_login"), {"login": anna.email, "password": "wrong"}).content.decode()

    assert f'value="{anna.email}"' in text
    assert 'class="form-errors" role="alert"' in text


def test_log_out_in_the_bar_is_one_click(as_anna: Client) -> None:
    text = as_anna.post(reverse("account_logout"), follow=True).content.decode()

    assert "You are logged out." in text
    assert reverse("account_login") in text


def test_the_open_sign_up_of_the_library_leads_to_ours(client: Client) -> None:
    text = client.get(reverse("account_signup"), follow=True).content.decode()

    assert f'href="{reverse("accounts:register")}"' in text


def test_a_link_that_was_used_offers_a_new_one(client: Client) -> None:
    address = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "used-up"})

    text = client.get(address).content.decode()

    assert "This link does not work any more" in text
    assert f'href="{reverse("account_reset_password")}"' in text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_login", "Vai vēl nav konta?"),
        ("account_reset_password", "Vai aizmirsāt paroli?"),
        ("account_reset_password_done", "Ieskatieties savā e-pastā"),
        ("account_inactive", "Šis konts ir slēgts"),
    ],
)
def test_they_are_latvian_for_latvians(client: Client, name: str, words: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "lv"

    assert words in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_list_webauthn", "account_change_password", "account_logout"]
)
def test_the_pages_of_the_second_step_open_in_our_frame(as_vera: Client, name: str) -> None:
    text = as_vera.get(reverse(name)).content.decode()

    assert text.count("<h1>") == 1
    assert 'class="bar"' in text
