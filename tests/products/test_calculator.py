"""What gear would be worth, asked before anybody signs up; and what is announced for later."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cps_portal.lib import clock
from products.models import Product
from tests.factories import PointValueFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def r5() -> Product:
    product = ProductFactory.create(name="EOS R5")
    PointValueFactory.create(product=product, points=310)
    return product


def ask(client: Client, *pairs: tuple[Any, Any]) -> str:
    given = {"model": [model for model, _n in pairs], "number": [number for _m, number in pairs]}
    return " ".join(client.get("/products/calculator/", given).content.decode().split())


def test_a_visitor_asks_what_gear_would_be_worth(client: Client, r5: Product) -> None:
    page = ask(client, (r5.pk, 4), ("", 1))
    assert "1,240 points" in page
    assert "With this gear you could choose: <strong>CPS Silver</strong>, <strong>CPS Gold</strong>." in page
    assert "360 more for CPS Platinum." in page


def test_the_address_holds_the_list(client: Client, r5: Product) -> None:
    page = ask(client, (r5.pk, 4))
    assert f'<option value="{r5.pk}" selected>' in page
    assert 'value="4"' in page


@pytest.mark.parametrize("pair", [("x", 1), (1, "x"), (0, 1), ("²", 1), (10**12, 1), (1, -3)])
def test_what_is_no_pair_is_left(client: Client, pair: tuple[Any, Any]) -> None:
    assert "calculator__sum" not in ask(client, pair)


def test_what_cannot_be_registered_brings_nothing(client: Client) -> None:
    paper = ProductFactory.create(is_registrable=False)
    assert "calculator__sum" not in ask(client, (paper.pk, 1))


def test_an_announced_change_is_said(client: Client, r5: Product) -> None:
    PointValueFactory.create(product=r5, points=350, from_on=clock.today() + timedelta(days=30))
    page = ask(client, (r5.pk, 1))
    assert "the value of EOS R5 changes to 350 points for new registrations." in page
    assert "310 points" in page


def test_the_start_page_leads_there(client: Client) -> None:
    assert "/products/calculator/" in client.get("/").content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_the_calculator_needs_few_queries(
    client: Client,
    r5: Product,
    number: int,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    with django_assert_max_num_queries(6):
        ask(client, *[(r5.pk, 1)] * number)
