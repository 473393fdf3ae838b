"""Pictures of the real pages of a demo portal that runs: `python -m tests.journeys.pictures FOLDER`."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import DESKTOP, PHONE, launch_arguments
from tests.journeys.smoke import the_stage
from tests.journeys.stage import Person, Stage

PUBLIC = ["/", "/register/", "/login/", "/subscriptions/terms/", "/support/"]
CUSTOMER = [
    "/products/",
    "/products/register/",
    "/points/",
    "/subscriptions/",
    "/subscriptions/levels/",
    "/account/",
]
MEMBER = ["/subscriptions/", "/billing/invoices/", "/support/"]
STAFF = ["/admin/", "/admin/accounts/application/", "/staff/look-up/?q=kalna"]


def log_in(page: Page, stage: Stage, person: Person) -> None:
    page.goto(stage.url("/login/"))
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", person.password)
    page.locator("main .btn-primary").click()
    page.wait_for_load_state()


def take(page: Page, stage: Stage, paths: list[str], name: Callable[[str], Path]) -> None:
    for path in paths:
        page.goto(stage.url(path))
        page.screenshot(path=name(path), full_page=True)


def take_all(browser: Browser, stage: Stage, folder: Path) -> None:
    people = {
        "public": (None, PUBLIC),
        "customer": (Person("customer@cps.example", stage.agent.password), CUSTOMER),
        "member": (Person("member@cps.example", stage.agent.password), MEMBER),
        "staff": (stage.verifier, STAFF),
    }
    for who, (person, paths) in people.items():
        for width, viewport in (("360", PHONE), ("1280", DESKTOP)):
            context = browser.new_context(viewport=viewport)
            page = context.new_page()
            if person is not None:
                log_in(page, stage, person)

            def name(path: str, who: str = who, width: str = width) -> Path:
                slug = path.split("?")[0].strip("/").replace("/", "-") or "start"
                return folder / f"{who}-{slug}-{width}.png"

            take(page, stage, paths, name)
            context.close()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("CPS_MAIL_PAGE_URL", "http://127.0.0.1")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_arguments())
        take_all(chromium, the_stage(), target)
        chromium.close()
