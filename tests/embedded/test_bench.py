import json
import subprocess
import sys

from embedded.home import CHECKOUT


def test_the_bench_measures_and_says_so_in_json() -> None:
    command = [sys.executable, "-m", "bench.papers", "--papers=1"]
    told = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    figures = json.loads(told.splitlines()[-1])
    names = {"stock_ms", "ours_ms", "ratio", "ratio_plain", "paper_ms", "two_to_one", "two_to_one_wall"}
    assert set(figures) == names
    assert all(value > 0 for value in figures.values())
    assert len(told.splitlines()) == len(names) + 1
