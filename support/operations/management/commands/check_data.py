from typing import Any

from django.core.management.base import BaseCommand, CommandError

from support.operations import integrity


class Command(BaseCommand):
    help = "Hold ledger, number series and files against one another; for after a restore. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(integrity.problems())
        for problem in found:
            self.stdout.write(problem)
        if found:
            raise CommandError(f"{len(found)} problems were found.")
        self.stdout.write("Ledger, number series and files fit together.")
