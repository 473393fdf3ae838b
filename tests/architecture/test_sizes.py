from pathlib import Path

from tests.architecture.sources import APPS, Function, functions, length, named, place, python

FORBIDDEN_NAMES = {"utils", "helpers", "services", "managers", "signals"}


def is_view(file: Path, function: Function) -> bool:
    parts = Path(named(file)).with_suffix("").parts
    in_views = parts[0] in (*APPS, "cps_portal") and ("views" in parts or "pages" in parts)
    return in_views and [argument.arg for argument in function.args.args][:1] == ["request"]


def test_no_file_has_more_than_400_lines() -> None:
    long = [named(file) for file in python() if len(file.read_text().splitlines()) > 400]
    assert long == []


def test_no_function_has_more_than_50_lines() -> None:
    long = [place(file, one) for file in python() for one in functions(file) if length(one) > 50]
    assert long == []


def test_no_view_has_more_than_20_lines() -> None:
    views = [(file, one) for file in python() for one in functions(file) if is_view(file, one)]
    assert views
    assert [place(file, one) for file, one in views if length(one) > 20] == []


def test_every_module_says_by_its_name_what_it_is_about() -> None:
    assert [named(file) for file in python() if FORBIDDEN_NAMES & set(file.with_suffix("").parts)] == []
