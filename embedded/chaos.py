"""`make chaos`: the races and long stories of the suite, whole instead of short."""

import os
from collections.abc import Sequence

from embedded import tests
from tests.sizes import WHOLE

STORIES = (*tests.TOGETHER, "tests/races", "tests/products/test_lists.py")


def run(words: Sequence[str]) -> int:
    """Run them, or those that the words name; a variable that is set already keeps its value."""
    for name, whole in WHOLE.items():
        os.environ.setdefault(name, str(whole))
    return tests.run(words or STORIES)
