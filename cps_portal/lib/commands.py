"""Management commands that only a test system may run."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class NonProductionCommand(BaseCommand):
    """A command that invents people, moves days or measures: production refuses it before it begins."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        if settings.PRODUCTION:
            raise CommandError("This command is for test systems; in production it is refused.")
        return super().execute(*args, **options)
