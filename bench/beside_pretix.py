"""What a page of the look-up costs beside a page of pretix's search for customers: the same people, asked for alike."""

import argparse
import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import mean

import django

from bench import databases, production
from bench.server import Answer, Server
from embedded.postgres import Postgres

WANTED_RATIO = 0.4
PRETIX = "pretix==2026.8.0"
OURS, THEIRS = "/staff/look-up/", "/control/organizer/cps/customers"
WARMING, KINDS = 10, 6
# Of each kind of question our answers and theirs.
Answers = dict[str, tuple[list[Answer], list[Answer]]]


def main(words: Sequence[str]) -> int:
    """Print a line for each kind of question and the whole as JSON; end with 1 where the bound is broken."""
    parser = argparse.ArgumentParser(prog='make bench ARGS="pretix …"')
    parser.add_argument("--companies", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--keep", action="store_true", help="keep the databases and pretix in var/bench")
    options = parser.parse_args(words)
    django.setup()
    with databases.folder(kept=options.keep) as place:
        databases.filled(place, [options.companies])
        answers = measured(place, options.companies, options.rounds)
    figures = told(answers)
    print(json.dumps(figures))
    return 0 if figures["ratio"] <= WANTED_RATIO else 1


def measured(place: Path, companies: int, rounds: int) -> Answers:
    """Ask both in turns, so that whatever disturbs one disturbs the other; each over a database of its own."""
    python = _installed(place / "pretix-venv")
    with ExitStack() as stack:
        server = stack.enter_context(databases.running(place, databases.MEASURING))
        redis = stack.enter_context(production.redis(place))
        portal = production.environment(place, redis, databases.url(server, databases.companies(companies)))
        pretix = _filled(place, server, redis, python, companies)
        ours = Server(sys.executable, "bench.portal_site", portal, place / "portal.log")
        stack.callback(ours.end)
        theirs = Server(python, "bench.pretix_site", pretix, place / "pretix.log")
        stack.callback(theirs.end)
        return _asked(ours, theirs, companies, WARMING + rounds)


def _asked(ours: Server, theirs: Server, companies: int, rounds: int) -> Answers:
    from bench.questions import pages  # noqa: PLC0415  (models may be imported only after django.setup)

    answers: Answers = {}
    for number, page in enumerate(pages(companies, rounds)):
        pair = (
            ours.ask(OURS, expect='class="hit"', q=page.text),
            theirs.ask(THEIRS, expect="<strong>#", query=page.text),
        )
        if number >= WARMING * KINDS:
            for kept, answer in zip(answers.setdefault(page.kind, ([], [])), pair, strict=True):
                kept.append(answer)
    return answers


def told(answers: Answers) -> dict[str, float]:
    """Print the table, and return its last line by name: of the pages alone, for what leads on draws none."""
    print(
        f"{'':<24}{'ours: CPU ms':>14}{'rows':>6}{'KB':>6}{'theirs: CPU ms':>16}{'rows':>6}{'KB':>6}{'ratio':>8}"
    )
    for kind, (ours, theirs) in answers.items():
        _line(kind, ours, theirs)
    drawn = [both for both in answers.values() if {answer.status for answer in both[0]} == {200}]
    return _line(
        "all pages", [one for both in drawn for one in both[0]], [one for both in drawn for one in both[1]]
    )


def _line(kind: str, ours: Sequence[Answer], theirs: Sequence[Answer]) -> dict[str, float]:
    cpu = [mean(answer.cpu_ms for answer in one) for one in (ours, theirs)]
    rows = [mean(answer.found for answer in one) for one in (ours, theirs)]
    size = [mean(answer.size for answer in one) / 1000 for one in (ours, theirs)]
    told = "".join(f"{cpu[one]:>{14 + 2 * one}.2f}{rows[one]:>6.1f}{size[one]:>6.0f}" for one in (0, 1))
    print(f"{kind:<24}{told}{cpu[0] / cpu[1]:>8.2f}")
    return {"ours_ms": round(cpu[0], 3), "theirs_ms": round(cpu[1], 3), "ratio": round(cpu[0] / cpu[1], 3)}


def _installed(folder: Path) -> Path:
    """Install pretix in a virtual environment of its own, unless it is there."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PRETIX], check=True)
    return python


def _filled(place: Path, server: Postgres, redis: str, python: Path, companies: int) -> dict[str, str]:
    """See to it that pretix has as many customers as we have companies; return its environment."""
    name = f"pretix_{companies}"
    if not databases.exists(server, name):
        databases.create(server, "new")
        new = _environment(place, server, redis, "new")
        Server(
            python,
            "bench.pretix_site",
            {**new, "BENCH_CUSTOMERS": str(_listed(place, companies))},
            place / "pretix.log",
        ).end()
        databases.rename(server, "new", name)
    return _environment(place, server, redis, name)


def _environment(place: Path, server: Postgres, redis: str, database: str) -> dict[str, str]:
    """As in production: PostgreSQL, and Redis for cache and sessions."""
    data = place / "pretix-data"
    data.mkdir(exist_ok=True)
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "pretix.settings",
        "DATA_DIR": str(data),
        "PRETIX_PRETIX_URL": "https://127.0.0.1",
        "PRETIX_PRETIX_TRUST_X_FORWARDED_PROTO": "on",
        "PRETIX_DATABASE_BACKEND": "postgresql",
        "PRETIX_DATABASE_NAME": database,
        "PRETIX_DATABASE_USER": "cps",
        "PRETIX_DATABASE_HOST": str(server.socket),
        "PRETIX_REDIS_LOCATION": redis.replace("/0", "/1"),
        "PRETIX_REDIS_SESSIONS": "true",
    }


def _listed(place: Path, companies: int) -> Path:
    """Write the customers for pretix: the same companies under the same numbers."""
    from bench import fake_companies, scale_tables  # noqa: PLC0415  (after Django is set up)
    from bench.questions import FIRST  # noqa: PLC0415  (likewise)

    file = place / "customers.csv"
    with file.open("w", newline="") as lines:
        writer = csv.writer(lines)
        for pk in range(FIRST, FIRST + companies):
            writer.writerow(
                (scale_tables.membership_number(pk), fake_companies.company_name(pk), scale_tables.email(pk))
            )
    return file


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
