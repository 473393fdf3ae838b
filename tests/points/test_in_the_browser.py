"""The pages of the points in a real browser, in both languages, and the staff pages of the old programme."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import Company, User
from points import actions as points
from points.cause import Cause
from products import actions as products
from products.actions.legacy import MEMBER_COLUMNS, PRODUCT_COLUMNS
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.factories import PointValueFactory, ProductFactory, RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LogIn = Callable[[User], Page]
LANGUAGES = ["en-gb", "lv"]


def speak(page: Page, address: str, language: str) -> None:
    root = "/".join(address.split("/")[:3])
    page.context.add_cookies([{"name": "django_language", "value": language, "url": root}])


def read(page: Page, address: str, language: str) -> None:
    speak(page, address, language)
    page.goto(address)
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calculator_answers_whoever_asks(page: Page, live_server: LiveServer, language: str) -> None:
    camera = PointValueFactory.create(
        product=ProductFactory.create(name="EOS R5 Mark II"), points=335
    ).product
    PointValueFactory.create(product=camera, points=350, from_on=date(2099, 3, 1))
    read(page, f"{live_server.url}/products/calculator/", language)
    read(page, f"{live_server.url}/products/calculator/?model={camera.pk}&number=3", language)
    assert "CPS Gold" in page.locator("main").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_and_the_forecast_of_anna(
    log_in: LogIn, anna: User, company: Company, live_server: LiveServer, language: str, at: datetime
) -> None:
    RegistrationFactory.create(company=company, points=500)
    for number, amount in enumerate((580, -120, 40)):
        moment = at + timedelta(days=number)
        points.credit(
            company=company, amount=amount, reference=f"b:{number}", cause=Cause("A gift."), at=moment
        )
    page = log_in(anna)
    read(page, f"{live_server.url}/products/", language)
    assert "CPS Gold" in page.locator(".forecast").inner_text()
    read(page, f"{live_server.url}/points/", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_for_the_old_programme(
    log_in: LogIn, vera: User, live_server: LiveServer, language: str, at: datetime
) -> None:
    members = ",".join(MEMBER_COLUMNS) + "\n"
    gear = ",".join(PRODUCT_COLUMNS) + "\n"
    files = [SimpleUploadedFile(name, text.encode()) for name, text in (("m.csv", members), ("p.csv", gear))]
    batch = products.upload_import(members=files[0], products=files[1], by=vera, at=at)
    page = log_in(vera)
    page.set_viewport_size(DESKTOP)
    addresses = ["legacyimport/", "legacyimport/add/", f"legacyimport/{batch.pk}/change/", "legacyproduct/"]
    for address in addresses:
        speak(page, live_server.url, language)
        answer = page.goto(f"{live_server.url}/admin/products/{address}")
        assert answer
        assert answer.status == 200, address
