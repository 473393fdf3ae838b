import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from products import actions, tables
from products.actions.catalogue import COLUMNS, MORE_COLUMNS

CATALOGUE = Path(__file__).resolve().parents[2] / "fixtures" / "canon-products.csv"


class Command(BaseCommand):
    help = "Bring the catalogue to what a CSV file says; the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=CATALOGUE)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        act = actions.rehearse_catalogue if options["dry_run"] else actions.load_catalogue
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as file:
                rows = tables.rows(file, columns=COLUMNS, more=MORE_COLUMNS)
                report = act(rows=rows, at=clock.now())
        except (DomainError, OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        for line in report.errors:
            self.stderr.write(line)
        self.stdout.write(f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged")
        if report.errors:
            raise CommandError(f"{len(report.errors)} rows could not be read; the others count.")
