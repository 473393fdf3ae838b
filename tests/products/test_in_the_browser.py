"""The pages of the gear in a real browser: for everybody, at every width, in both languages."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Company, User
from products import actions, listing
from products.actions import Details
from products.models import GearFile, LegacyProduct, Product, Registration, Transfer
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.factories import (
    LegacyMemberFactory,
    LegacyProductFactory,
    PointValueFactory,
    ProductFactory,
    RegistrationFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

LogIn = Callable[[User], Page]
KNOWN = {
    "purchased_on": date(2024, 9, 1),
    "purchase_precision": "month",
    "country": "LV",
    "dealer": "Foto Mājas",
}


@pytest.fixture
def gear(anna: User, company: Company) -> dict[str, Product]:
    """A catalogue of three models, one of each kind of registration, and old gear that waits."""
    models = {
        name: ProductFactory.create(name=name, category=category, launch_year=2018, serial_hint=hint)
        for name, category, hint in [
            ("EOS R5 Mark II", "camera", "10 or 12 digits"),
            ("RF 70-200mm F2.8 L IS USM", "lens", "5, 6, 7, 8, 10 or 12 digits"),
            ("imagePROGRAF PRO-1000", "printer", "4 letters + 5 digits"),
        ]
    }
    for product, points in zip(models.values(), (335, 205, 85), strict=True):
        PointValueFactory.create(product=product, points=points)
    camera, lens, printer = models.values()
    now = datetime.fromisoformat("2026-09-01T12:00:00Z")
    RegistrationFactory.create(
        company=company, product=camera, serial="613186091390", completed_at=now, points=335, **KNOWN
    )
    RegistrationFactory.create(company=company, product=lens, points=205)
    RegistrationFactory.create(
        company=company, product=printer, points=85, ended_at=now, end=Registration.End.SOLD
    )
    company.old_cps_email = anna.email
    company.save()
    member = LegacyMemberFactory.create(email=anna.email)
    LegacyProductFactory.create(member=member, product=camera, serial="883873716786", **KNOWN)
    LegacyProductFactory.create(member=member, product=lens, serial="14402")
    LegacyProductFactory.create(member=member, product=camera, serial="613186091390")
    return models


@pytest.fixture
def requests(anna: User, company: Company, stranger: User, gear: dict[str, Product]) -> dict[str, Transfer]:
    """One company asks for Anna's camera, and she asks for a lens of its."""
    now = datetime.fromisoformat("2026-09-02T12:00:00Z")
    camera, lens, _printer = gear.values()
    other = stranger.role.company
    theirs = RegistrationFactory.create(company=other, product=lens, serial="1234567890", **KNOWN)
    made = actions.claim(
        company=company, by=anna, product=lens, details=Details("1234567890"), key=uuid.uuid4(), at=now
    )
    asked = actions.claim(
        company=other, by=stranger, product=camera, details=Details("613186091390"), key=uuid.uuid4(), at=now
    )
    assert made.given == theirs
    return {"made": made, "asked": asked}


@pytest.fixture
def lists(anna: User, company: Company, gear: dict[str, Product]) -> dict[str, GearFile]:
    """A list that has been checked, and one that waits for the worker."""
    now = datetime.fromisoformat("2026-09-02T12:00:00Z")
    text = "Model,Serial number\nEOS R5 Mark II,613186091399\nEOS R5 Mk,12\nRF 70-200mm F2.8 L IS USM,\n"
    listed = listing.read(SimpleUploadedFile("list.csv", text.encode()))
    facts: dict[str, Any] = {"company": company, "by": anna, "listed": listed, "at": now}
    checked = actions.take_list(name="Studio gear 2026.csv", **facts)
    actions.work_off_lists(at=now)
    return {"checked": checked, "waiting": actions.take_list(name="more.csv", **facts)}


PAGES = [
    "/products/",
    "/products/register/",
    "/products/migrate/",
    "/products/{unfinished}/",
    "/products/{complete}/",
    "/products/{wanted}/",
    "/products/{complete}/correct/",
    "/products/transfers/{asked}/",
    "/products/photo/",
    "/products/list/",
    "/products/list/{checked}/",
    "/products/list/{waiting}/",
    "/points/",
]


@pytest.mark.parametrize("language", ["en-gb", "lv"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_is_for_everybody(
    anna: User,
    company: Company,
    requests: dict[str, Transfer],
    lists: dict[str, GearFile],
    log_in: LogIn,
    live_server: LiveServer,
    language: str,
    size: dict[str, int],
) -> None:
    page = log_in(anna)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size(size)  # type: ignore[arg-type]
    own = Registration.objects.of(company)
    keys = {
        "unfinished": own.unfinished().filter(own_claims=None).latest("pk").pk,
        "complete": own.complete().latest("pk").pk,
        "wanted": requests["made"].wanted_id,
        "asked": requests["asked"].pk,
        **{name: file.pk for name, file in lists.items()},
    }
    for path in PAGES:
        page.goto(live_server.url + path.format(**keys))
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("language", ["en-gb", "lv"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_staff_pages_are_for_everybody(
    vera: User,
    requests: dict[str, Transfer],
    log_in: LogIn,
    live_server: LiveServer,
    language: str,
    size: dict[str, int],
) -> None:
    page = log_in(vera)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size(size)  # type: ignore[arg-type]
    for path in (f"transfer/{requests['asked'].pk}/case/", "product/load/"):
        page.goto(f"{live_server.url}/admin/products/{path}")
        assert_accessible(page)
        assert_fits(page)


def test_a_product_is_registered_with_the_keyboard_and_the_search(
    anna: User, gear: dict[str, Product], log_in: LogIn, live_server: LiveServer
) -> None:
    page = log_in(anna)
    page.goto(f"{live_server.url}/products/register/")
    page.get_by_label("Search", exact=True).fill("r5 ii")
    expect(page.get_by_text("Models that fit: 1")).to_be_visible()
    page.get_by_label("Search", exact=True).fill("70-2")
    expect(page.locator("[data-model-points]")).to_have_text("205 points")
    page.get_by_label("Search", exact=True).fill("eos r 5 mkii")
    expect(page.locator("[data-model-points]")).to_have_text("335 points")
    expect(page.locator("[data-model-shape]")).to_have_text("10 or 12 digits")
    page.get_by_label("Search", exact=True).press("Enter")
    page.get_by_label("Serial number").fill("6131 8609 1391")
    page.get_by_label("Purchase date").fill("2024")
    page.get_by_label("Country of purchase").select_option("LV")
    page.get_by_label("Dealer").fill("unknown")
    page.get_by_label("Dealer").press("Enter")
    expect(page.get_by_text("EOS R5 Mark II is registered and brings you 335 points.")).to_be_visible()
    assert Registration.objects.get(serial="613186091391").is_complete


def test_errors_are_for_everybody_too(
    anna: User, gear: dict[str, Product], log_in: LogIn, live_server: LiveServer
) -> None:
    page = log_in(anna)
    page.goto(f"{live_server.url}/products/register/")
    page.locator("[name=product]").select_option(label="EOS R5 Mark II · 335 points")
    page.get_by_label("Serial number").fill("4549292157338")
    page.get_by_role("button", name="Save product").click()
    expect(page.get_by_label("I have looked again")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("I have looked again").check()
    page.get_by_role("button", name="Save product").click()
    expect(page.get_by_text("EOS R5 Mark II is saved.")).to_be_visible()


@pytest.mark.usefixtures("gear")
def test_the_button_counts_what_is_chosen(anna: User, log_in: LogIn, live_server: LiveServer) -> None:
    page = log_in(anna)
    page.goto(f"{live_server.url}/products/migrate/")
    button = page.locator("main .btn-primary")
    expect(button).to_have_text("Migrate 2 products · 335 points")
    page.get_by_label("EOS R5 Mark II").uncheck()
    expect(button).to_have_text("Migrate 1 product · 0 points")
    page.get_by_label("EOS R5 Mark II").check()
    button.click()
    expect(page.get_by_text("2 products have moved. They bring you 335 points.")).to_be_visible()
    assert LegacyProduct.objects.filter(registration=None).count() == 1


@pytest.mark.usefixtures("gear")
@pytest.mark.browser_context_args(java_script_enabled=False)
def test_everything_works_without_scripts(anna: User, log_in: LogIn, live_server: LiveServer) -> None:
    page = log_in(anna)
    page.goto(f"{live_server.url}/products/register/")
    expect(page.get_by_label("Search", exact=True)).to_have_count(0)
    page.locator("[name=product]").select_option(label="RF 70-200mm F2.8 L IS USM · 205 points")
    page.get_by_role("button", name="Save product").click()
    expect(page.get_by_text("RF 70-200mm F2.8 L IS USM is saved.")).to_be_visible()
    page.get_by_role("link", name="Migrate products").click()
    page.locator("main .btn-primary").click()
    expect(page.get_by_text("2 products have moved.")).to_be_visible()


# What a browser that reads barcodes offers to the page, with a camera that sees one serial number.
READS_BARCODES = """
window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["code_128"]); }
  detect() { return Promise.resolve([{ rawValue: "4" }, { rawValue: "6131 86091390" }]); }
};
navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
"""


@pytest.mark.usefixtures("gear")
def test_a_browser_that_reads_barcodes_fills_in_the_serial_number(
    anna: User, log_in: LogIn, live_server: LiveServer
) -> None:
    page = log_in(anna)
    page.goto(f"{live_server.url}/products/register/")
    expect(page.get_by_role("button", name="Scan with the camera")).to_have_count(0)
    page.add_init_script(READS_BARCODES)
    page.reload()
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.get_by_label("Serial number")).to_have_value("6131 86091390")
    assert_accessible(page)


@pytest.mark.usefixtures("gear")
@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_list_is_registered_without_scripts(
    anna: User, company: Company, log_in: LogIn, live_server: LiveServer
) -> None:
    page = log_in(anna)
    page.goto(f"{live_server.url}/products/list/")
    text = b"Modelis;Numurs;Valsts\nEOS R5 Mark II;1;LV\nimagePROGRAF PRO-1000;2;LV\n"
    page.get_by_label("List").set_input_files(
        {"name": "saraksts.csv", "mimeType": "text/csv", "buffer": text}
    )
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_text("0 of 2 rows")).to_be_visible()
    actions.work_off_lists(at=datetime.fromisoformat("2026-09-02T12:00:00Z"))
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Register 2 products").click()
    actions.work_off_lists(at=datetime.fromisoformat("2026-09-02T12:00:00Z"))
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("Points that it brought")).to_be_visible()
    assert Registration.objects.of(company).count() == 5
