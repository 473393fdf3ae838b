"""What one paper costs, beside WeasyPrint as it comes out of the box."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median

import django

WANTED_RATIO, WANTED_TWO_TO_ONE = 0.65, 1.8
Figures = dict[str, float]


def main(words: Sequence[str]) -> int:
    """Print the figures as a table and as one line of JSON."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--papers", type=int, default=30)
    parser.add_argument("--worker", action="store_true")
    options = parser.parse_args(words)
    django.setup()
    if options.worker:
        print(json.dumps(_worked(options.papers)))
        return 0
    figures = measure(options.papers)
    for name, value in figures.items():
        print(f"{name:<18}{value:>10.3f}")
    print(json.dumps(figures))
    return 0


def measure(papers: int) -> Figures:
    """Measure everything with so many papers a figure."""
    one = _of_processes(1, papers)
    two = _of_processes(2, papers)
    return {
        **_ratios(papers),
        "paper_ms": one["cpu"] / papers * 1000,
        "two_to_one": 2 * one["cpu"] / two["cpu"],
        "two_to_one_wall": 2 * one["wall"] / two["wall"],
    }


def _ratios(papers: int) -> Figures:
    from bench.sample import Sample  # noqa: PLC0415  (models may be imported only after django.setup)

    sample = Sample()
    archived = _in_turns(papers, sample.stock_archived, sample.archived)
    plain = _in_turns(papers, sample.stock, sample.drawn)
    return {
        "stock_ms": archived[0] * 1000,
        "ours_ms": archived[1] * 1000,
        "ratio": archived[1] / archived[0],
        "ratio_plain": plain[1] / plain[0],
    }


def _in_turns(papers: int, *ways: Callable[[], bytes]) -> list[float]:
    """The median CPU seconds of each way, in turns, so that whatever disturbs one disturbs all."""
    for way in ways:
        way()  # Fonts are looked up and caches filled by the first.
    taken: list[list[float]] = [[] for _way in ways]
    for _paper in range(papers):
        for way, times in zip(ways, taken, strict=True):
            begun = time.process_time()
            way()
            times.append(time.process_time() - begun)
    return [median(times) for times in taken]


def _of_processes(count: int, papers: int) -> Figures:
    """Let so many processes draw so many papers each, and give the mean of their times."""
    command = [sys.executable, "-m", "bench.papers", "--worker", f"--papers={papers}"]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _one in range(count)]
    told: list[Figures] = [json.loads(process.communicate()[0].splitlines()[-1]) for process in started]
    return {name: sum(one[name] for one in told) / count for name in ("cpu", "wall")}


def _worked(papers: int) -> Figures:
    from bench.sample import Sample  # noqa: PLC0415  (likewise)

    sample = Sample()
    sample.whole()
    cpu, wall = time.process_time(), time.perf_counter()
    for _paper in range(papers):
        sample.whole()
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
