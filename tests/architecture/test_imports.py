import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
from importlinter.cli import lint_imports

from cps_portal.settings import BASE_DIR
from tests.architecture.sources import PACKAGES, functions, named, python

# A reason stands behind the mark for the linter, in brackets; or above, in a comment or behind the import before.
REASON_BESIDE = re.compile(r"#.*\(\w.*\)")
REASON_ABOVE = re.compile(r"\s*# (?!noqa)\w")
# Says its reason three lines above, for both imports of the function.
REASON_ELSEWHERE = {"accounts/inspection/__main__.py"}


def imports_inside_functions(file: Path) -> Iterator[int]:
    for function in functions(file):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node.lineno


def has_a_reason(lines: list[str], number: int) -> bool:
    above, line = lines[number - 2], lines[number - 1]
    return bool(REASON_BESIDE.search(line) or REASON_BESIDE.search(above) or REASON_ABOVE.match(above))


def test_apps_import_downhill_only() -> None:
    assert lint_imports(config_filename=str(BASE_DIR / "pyproject.toml"), no_cache=True) == 0


def test_no_two_modules_import_each_other_by_whatever_way() -> None:
    """An import inside a function counts, too; the error names the circle."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert any(imported.values())
    TopologicalSorter(imported).prepare()


def test_an_import_inside_a_function_says_why() -> None:
    without = [
        f"{named(file)}:{number}"
        for file in python()
        if named(file) not in REASON_ELSEWHERE
        for number in imports_inside_functions(file)
        if not has_a_reason(file.read_text().splitlines(), number)
    ]
    assert without == []
