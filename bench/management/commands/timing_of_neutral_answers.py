import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from bench import answer_timing
from cps_portal.lib import clock
from cps_portal.lib.commands import NonProductionCommand


class Command(NonProductionCommand):
    help = "Measure whether the time that a form takes tells if it knows an address; nothing of it stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tries", type=int, default=200, help="of each kind of address at each form")
        names = [door.name for door in answer_timing.DOORS]
        parser.add_argument("--door", action="append", choices=names, help="this form alone; may be repeated")
        parser.add_argument("--json", action="store_true", help="the figures for a program")

    def handle(self, *, tries: int, door: list[str] | None, json: bool, **options: Any) -> None:
        doors = door or [one.name for one in answer_timing.DOORS]
        measured = answer_timing.measure_neutral_answers(doors=doors, tries=tries, at=clock.now())
        self.stdout.write(_as_json(measured) if json else _as_text(measured))
        telling = [series.door for series in measured if not series.tells_nothing]
        if telling:
            raise CommandError(f"The medians lie more than 15 % apart: {', '.join(telling)}.")


def _as_json(measured: list[answer_timing.Series]) -> str:
    figures = {
        one.door: {
            "medians_ms": {kind: round(median, 2) for kind, median in one.medians.items()},
            "spread_percent": round(one.spread * 100, 1),
        }
        for one in measured
    }
    return json.dumps(figures, indent=2)


def _as_text(measured: list[answer_timing.Series]) -> str:
    rows = []
    for one in measured:
        medians = "  ".join(f"{kind} {median:.1f} ms" for kind, median in one.medians.items())
        rows.append(f"{one.door:<14}{medians}  spread {one.spread:.1%}")
    return "\n".join(rows)
