from embedded.coverage import WHOLE
from embedded.home import CHECKOUT


def test_what_must_be_run_whole_is_there() -> None:
    assert [pattern for pattern in WHOLE if not any(CHECKOUT.glob(pattern))] == []
