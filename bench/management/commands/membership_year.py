import json
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import transaction

from accounts.models import User
from bench import membership_report, membership_year
from bench.membership_year import DAYS
from cps_portal.lib import clock
from cps_portal.lib.commands import NonProductionCommand
from demo.load import VERIFIER


class Command(NonProductionCommand):
    help = (
        "Walk companies of the demonstration through a year of membership, count, and leave nothing behind."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the numbers as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            if not User.objects.filter(email=VERIFIER.email).exists():
                call_command("load_demo", stdout=self.stderr)
            at = clock.now()
            companies = membership_year.walk_year(at=at)
            counts = membership_report.count(companies, until=clock.on(at + timedelta(days=DAYS))).as_dict()
            transaction.set_rollback(True)
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write("\n".join(f"{name:16}{number:6}" for name, number in counts.items()))
