import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from bench import scale
from cps_portal.lib import clock
from cps_portal.lib.commands import NonProductionCommand
from cps_portal.lib.errors import DomainError


class Command(NonProductionCommand):
    help = "Add invented companies with gear, points, memberships, invoices and mails, by COPY; for measuring alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--companies", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["companies"] < 1:
            raise CommandError("--companies must be at least 1.")
        try:
            written = scale.seed_scale(companies=options["companies"], at=clock.now())
        except DomainError as no:
            raise CommandError(no.message) from no
        self.stdout.write(json.dumps(written))
