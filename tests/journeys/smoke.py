"""`make smoke`: three companies walk the whole journey, in English and in Latvian, against the real processes."""

import os
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import launch_arguments
from tests.journeys.cast import COMPANIES
from tests.journeys.stage import Person, Stage
from tests.journeys.walk import Walk

LANGUAGES = ("en", "lv")


def the_stage() -> Stage:
    password = os.environ.get("CPS_DEMO_PASSWORD", "cps-demo-2026")
    return Stage(
        site=os.environ["CPS_SITE_URL"].rstrip("/"),
        mail_page=os.environ["CPS_MAIL_PAGE_URL"].rstrip("/"),
        verifier=Person("verifier@cps.example", password),
        agent=Person("support@cps.example", password),
        work=lambda: None,
    )


def main() -> int:
    """Walk every journey, print a line per step and how many there were; stop at the first step that fails."""
    stage, begun = the_stage(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        walks = [
            Walk(stage, browser, company(language), Path(folder))
            for language in LANGUAGES
            for company in COMPANIES
        ]
        total, walked = sum(len(list(walk.steps())) for walk in walks), 0
        for walk in walks:
            for title, step in walk.steps():
                if not taken(walk, title, step):
                    print(f"smoke: {walked} of {total} steps")
                    return 1
                walked += 1
                print(f"{time.monotonic() - begun:6.1f} s  {walk.applicant.name}: {title}", flush=True)
            walk.close()
        browser.close()
    print(f"smoke: {walked} of {total} steps")
    return 0


def taken(walk: Walk, title: str, step: object) -> bool:
    assert callable(step)
    try:
        step()
    except Exception as error:  # noqa: BLE001  (whatever stopped the walk is what the person has to read)
        picture = Path(tempfile.gettempdir()) / "cps-smoke.png"
        walk.page.screenshot(path=picture, full_page=True)
        print(
            f"{walk.applicant.name}: {title}: {error}\nat {walk.page.url}, picture: {picture}",
            file=sys.stderr,
        )
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
