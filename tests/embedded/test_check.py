from typing import Any

import pytest
import yaml

from embedded import check
from embedded.errors import CannotRun
from embedded.home import CHECKOUT

HOOKS: list[dict[str, Any]] = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text())["repos"][0][
    "hooks"
]
BOOTSTRAP = "python3 embedded/bootstrap.py check "


def test_every_hook_runs_checks_that_exist() -> None:
    named = {
        name
        for hook in HOOKS
        for name in hook["entry"].removeprefix(BOOTSTRAP).split()
        if BOOTSTRAP in hook["entry"]
    }
    assert named
    assert named <= set(check.steps({}))


def test_all_of_it_runs_before_a_push() -> None:
    assert [hook["entry"] for hook in HOOKS if hook["stages"] == ["pre-push"]] == ["make check"]


def test_a_check_that_does_not_exist_is_named() -> None:
    with pytest.raises(CannotRun, match="There is no check grammar, only style"):
        check.run(["style", "grammar"])
