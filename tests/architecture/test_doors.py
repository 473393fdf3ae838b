"""Only actions write: views, tasks, admin and commands read input, make one call and answer."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import Function, calls, doors, functions, named, place, python

CREATING = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
CHANGING = {"update", "delete"}
# Where the admin hands over what a form has read.
HOOKS = {"save_model", "save_formset", "save_related", "delete_model", "delete_queryset"}


def writes(file: Path) -> Iterator[ast.Call]:
    in_hooks = {call for one in functions(file) if one.name in HOOKS for call in ast.walk(one)}
    for call in calls(file):
        if isinstance(call.func, ast.Attribute) and call not in in_hooks:
            name = call.func.attr
            if name in CREATING or (name in CHANGING and is_of_a_manager(call.func.value)):
                yield call


def is_of_a_manager(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr == "objects" for part in ast.walk(node))


def decorators(function: Function) -> Iterator[str]:
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        yield ast.unparse(target).split(".")[-1]


def test_doors_do_not_write() -> None:
    found = list(doors())
    assert found
    assert [place(file, call) for file in found for call in writes(file)] == []


def test_nothing_listens_to_signals() -> None:
    listening = [
        place(file, one)
        for file in python()
        if not named(file).startswith("tests/")
        for one in functions(file)
        if "receiver" in decorators(one)
    ]
    assert listening == []
