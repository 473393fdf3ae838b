import ast
from collections.abc import Iterator

from cps_portal.celery import app
from tests.architecture.sources import APPS, calls, named, place, python

TESTS_AND_LIB = ("tests/", "cps_portal/lib/queue.py")


def woken() -> Iterator[tuple[str, ast.expr]]:
    for file in python():
        if named(file).startswith(TESTS_AND_LIB):
            continue
        for call in calls(file):
            if isinstance(call.func, ast.Attribute | ast.Name) and ast.unparse(call.func).endswith(
                "queue.wake"
            ):
                yield place(file, call), call.args[0]


def test_every_task_that_is_woken_exists() -> None:
    app.loader.import_default_modules()
    asked = list(woken())
    assert asked
    unknown = [
        where
        for where, name in asked
        if not (isinstance(name, ast.Constant) and isinstance(name.value, str) and name.value in app.tasks)
    ]
    assert unknown == []


def test_every_task_of_the_schedule_exists() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled - set(app.tasks) == set()


def test_every_task_is_swept_or_woken() -> None:
    """A task that nobody starts is a promise that nobody keeps."""
    app.loader.import_default_modules()
    started = {entry["task"] for entry in app.conf.beat_schedule.values()}
    started |= {name.value for _, name in woken() if isinstance(name, ast.Constant)}
    own = {name for name in app.tasks if name.startswith((*(f"{label}." for label in APPS), "cps_portal."))}
    assert own - started == set()
