"""The portal as it runs in production, for measuring: its environment, its static files, a Redis of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded import ports
from embedded.home import CHECKOUT
from embedded.postgres import dies_with_parent

ENVIRONMENT = {
    "CPS_MODE": "production",
    "CPS_SECRET_KEY": "only-for-measuring",
    "CPS_SITE_URL": f"https://{ports.HOST}",
    "CPS_STRIPE_SECRET_KEY": "sk_test_none",
    "CPS_STRIPE_WEBHOOK_SECRET": "whsec_none",
    "DJANGO_SETTINGS_MODULE": "cps_portal.settings",
}


@contextmanager
def redis(place: Path) -> Iterator[str]:
    """Run Redis on a free port, keeping nothing; gives its address."""
    port = ports.free()
    words = ["redis-server", "--port", str(port), "--bind", ports.HOST, "--save", "", "--dir", str(place)]
    with (place / "redis.log").open("wb") as log:
        process = subprocess.Popen([*dies_with_parent("TERM"), *words], stdout=log, stderr=log)
    try:
        yield f"redis://{ports.HOST}:{port}/0"
    finally:
        process.terminate()
        process.wait()


def environment(place: Path, redis: str, database: str) -> dict[str, str]:
    """Build what the settings read, and collect the static files that production names by their contents."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CPS_")}
    ours = {
        **ENVIRONMENT,
        "CPS_DATABASE_URL": database,
        "CPS_BROKER_URL": redis,
        "CPS_DATA_DIR": str(place / "data"),
        "CPS_STATIC_ROOT": str(place / "static"),
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(collect, cwd=CHECKOUT, env={**inherited, **ours}, check=True)
    return {**inherited, **ours}
