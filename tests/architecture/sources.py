"""The project's own files, as the tests of its architecture read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cps_portal.settings import BASE_DIR

APPS = ("accounts", "points", "subscriptions", "products", "billing", "support")
PACKAGES = (*APPS, "cps_portal", "sandbox", "embedded", "bench", "tests")
DOORS = ("views", "tasks", "admin", "commands")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the project: what git knows or would take in."""
    words = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(words, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout
    files = (BASE_DIR / name for name in names.split("\0") if name)
    return tuple(file for file in files if file.is_file())


def named(file: Path) -> str:
    return file.relative_to(BASE_DIR).as_posix()


@cache
def python() -> tuple[Path, ...]:
    """Every module that people write: migrations are left out."""
    return tuple(
        file
        for file in tracked()
        if file.suffix == ".py"
        and (named(file).split("/")[0] in PACKAGES or named(file) == "manage.py")
        and "migrations" not in file.parts
    )


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), filename=str(file))


def doors() -> Iterator[Path]:
    """Modules that may read input and answer, but leave writing to actions."""
    for file in python():
        parts = Path(named(file)).with_suffix("").parts
        if parts[0] in APPS and any(part in DOORS for part in parts[1:]):
            yield file


def functions(file: Path) -> Iterator[Function]:
    for node in ast.walk(tree(file)):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def calls(file: Path) -> Iterator[ast.Call]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            yield node


def place(file: Path, node: ast.stmt | ast.expr) -> str:
    return f"{named(file)}:{node.lineno}"
