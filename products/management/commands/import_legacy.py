import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from products import actions, tables
from products.actions.legacy import MEMBER_COLUMNS, PRODUCT_COLUMNS, ImportReport, Remark

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


class Command(BaseCommand):
    help = "Take in members and gear of the old programme; the same files again change nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("members", nargs="?", type=Path, default=FIXTURES / "legacy-members.csv")
        parser.add_argument("products", nargs="?", type=Path, default=FIXTURES / "legacy-products.csv")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--json", action="store_true", help="print the counts as one line of JSON, last")

    def handle(self, *args: Any, **options: Any) -> None:
        act = actions.rehearse_import if options["dry_run"] else actions.import_legacy
        try:
            with (
                options["members"].open(encoding="utf-8-sig", newline="") as members,
                options["products"].open(encoding="utf-8-sig", newline="") as products,
            ):
                report = act(
                    members=tables.rows(members, columns=MEMBER_COLUMNS),
                    products=tables.rows(products, columns=PRODUCT_COLUMNS),
                    at=clock.now(),
                    note=self._tell,
                )
        except (DomainError, OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(vars(report)) if options["json"] else said(report))

    def _tell(self, remark: Remark) -> None:
        """Print what was remarkable; rows that were simply read are in the counts."""
        if remark.text:
            self.stdout.write(str(remark))


def said(report: ImportReport) -> str:
    needs = ", ".join(f"{number} {reason}" for reason, number in sorted(report.need_human.items())) or "none"
    return (
        f"{report.members} members, {report.products} products: {report.imported} imported, "
        f"{report.duplicates} duplicates, {report.unchanged} unchanged, need a human: {needs}"
    )
