"""What every page owes to the people who use it, asked of the real page in the browser."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

CHROMIUM = Path("/usr/bin/chromium")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESKTOP = ViewportSize(width=360, height=780), ViewportSize(width=1280, height=900)


def assert_accessible(page: Page) -> None:
    """Fail with a list of what breaks WCAG 2.2 A or AA on the page as it stands in the browser."""
    rules = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=rules).response["violations"]
    assert not found, f"{page.url} breaks WCAG 2.2 AA:\n" + "\n".join(_described(one) for one in found)


def _described(violation: dict[str, Any]) -> str:
    places = [f"    {node['html'][:200]}\n      {node['failureSummary']}" for node in violation["nodes"]]
    return "\n".join([f"- {violation['id']}: {violation['help']}", *places])


def assert_fits(page: Page) -> None:
    """Fail, naming what sticks out, when the page scrolls sideways at its present width."""
    width, room, culprits = page.evaluate(
        """() => {
            const room = document.documentElement.clientWidth;
            const out = [...document.body.querySelectorAll("*")]
                .filter(e => e.getBoundingClientRect().right > room + 1)
                .map(e => e.outerHTML.slice(0, 120));
            return [document.documentElement.scrollWidth, room, out];
        }"""
    )
    assert width <= room, f"{page.url} is {width} pixels wide in a window of {room}: {culprits[:5]}"


def launch_arguments() -> dict[str, Any]:
    """Start the system's Chromium where there is one, quietly: nothing of it may talk to the network."""
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    own = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
    return {**own, "chromium_sandbox": _has_sandbox(), "args": quiet}


def _has_sandbox() -> bool:
    """Root has none, nor has a container or chroot that refuses user namespaces."""
    if os.geteuid() == 0 or not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "--user", "true"], capture_output=True, check=False).returncode == 0
