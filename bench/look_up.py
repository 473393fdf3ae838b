"""What a look-up takes among many companies, beside the same questions among few."""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import django

from bench import databases, production
from bench.server import Answer, Server

PATH = "/staff/look-up/"
WANTED = {"median_ms": 20.0, "p99_ms": 100.0, "ratio": 1.3}
WARMING = 10
Sizes = tuple[int, int]
# Of each kind of question the answers in the database of few companies and in that of many.
Answers = dict[str, tuple[list[Answer], list[Answer]]]


def main(words: Sequence[str]) -> int:
    """Print a line for each kind of question and the whole as JSON; end with 1 where a bound is broken."""
    parser = argparse.ArgumentParser(prog='make bench ARGS="look-up …"')
    parser.add_argument("--companies", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--keep", action="store_true", help="keep the filled databases in var/bench")
    options = parser.parse_args(words)
    sizes = (options.few, options.companies)
    with databases.folder(kept=options.keep) as place:
        filled = databases.filled(place, sizes)
        answers = measured(place, sizes, options.rounds)
    figures = told(answers)
    print(json.dumps({**filled, **figures}))
    return 0 if all(figures[name] <= most for name, most in WANTED.items()) else 1


def measured(place: Path, sizes: Sizes, rounds: int) -> Answers:
    """Ask both in turns, so that whatever disturbs one disturbs the other: as a page, and as a key is pressed."""
    django.setup()
    from bench.questions import questions  # noqa: PLC0415  (models may be imported only after django.setup)

    answers: Answers = defaultdict(lambda: ([], []))
    with ExitStack() as stack:
        server = stack.enter_context(databases.running(place, databases.MEASURING))
        redis = stack.enter_context(production.redis(place))
        sites = []
        for size in sizes:
            environment = production.environment(
                place, redis, databases.url(server, databases.companies(size))
            )
            sites.append(
                Server(sys.executable, "bench.portal_site", environment, place / f"server-{size}.log")
            )
            stack.callback(sites[-1].end)
        kinds = len(list(questions(sizes[0], 1)))
        pairs = zip(*(questions(size, WARMING + rounds) for size in sizes), strict=True)
        for number, pair in enumerate(pairs):
            for typing in (False, True):
                for site, question, kept in zip(sites, pair, answers[pair[0].kind], strict=True):
                    expect = f"/staff/members/{question.company}/" if question.company else ""
                    answer = site.ask(PATH, expect=expect, while_typing=typing, q=question.text)
                    if number >= WARMING * kinds:
                        kept.append(answer)
    return answers


def told(answers: Answers) -> dict[str, float]:
    """Print the table, and return its last line by name."""
    print(f"{'':<24}{'few: median':>12}{'p99':>8}{'many: median':>14}{'p99':>8}{'ratio':>8}{'found':>8}")
    for kind, (few, many) in answers.items():
        _line(kind, few, many)
    return _line(
        "all",
        [one for few, _many in answers.values() for one in few],
        [one for _few, many in answers.values() for one in many],
    )


def _line(kind: str, few: Sequence[Answer], many: Sequence[Answer]) -> dict[str, float]:
    figures = {
        "few_median_ms": median(_times(few)),
        "few_p99_ms": _ninety_nine(few),
        "median_ms": median(_times(many)),
        "p99_ms": _ninety_nine(many),
        "ratio": median(_times(many)) / median(_times(few)),
        "found": sum(one.found > 0 for one in many) / len(many),
    }
    few_median, few_p99, many_median, many_p99, ratio, found = figures.values()
    print(
        f"{kind:<24}{few_median:>12.1f}{few_p99:>8.1f}{many_median:>14.1f}{many_p99:>8.1f}{ratio:>8.2f}{found:>8.0%}"
    )
    return {name: round(value, 3) for name, value in figures.items()}


def _times(answers: Iterable[Answer]) -> list[float]:
    return [answer.wall_ms for answer in answers]


def _ninety_nine(answers: Sequence[Answer]) -> float:
    times = sorted(_times(answers))
    return times[min(int(len(times) * 0.99), len(times) - 1)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
