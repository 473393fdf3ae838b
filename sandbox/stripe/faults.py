"""What goes wrong on demand."""

import threading
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

SECONDS_TO_KEEP_WAITING = 60.0


class FaultKind(StrEnum):
    RATE_LIMIT = "rate_limit"  # 429, nothing happened
    SERVER_ERROR = "server_error"  # 500, nothing happened
    SERVER_ERROR_AFTER = "server_error_after"  # 500, though it happened
    TIMEOUT_BEFORE = "timeout_before"  # no answer, nothing happened
    TIMEOUT_AFTER = "timeout_after"  # no answer, though it happened
    CUT = "cut"  # it happened, the line is cut in the middle of the answer
    WEBHOOK_FIRST = "webhook_first"  # it happened, and its events are delivered before the answer


BEFORE = (FaultKind.RATE_LIMIT, FaultKind.SERVER_ERROR, FaultKind.TIMEOUT_BEFORE)


@dataclass
class Fault:
    kind: FaultKind
    on: str
    times: int
    seconds: float


class Faults:
    """The faults that are set; each is used up by the calls that it hits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set: list[Fault] = []

    def add(self, kind: str, on: str = "*", times: int = 1, seconds: float = SECONDS_TO_KEEP_WAITING) -> None:
        """Let the next calls that match go wrong; `on` is like "POST /v1/refunds", * matching anything."""
        fault = Fault(FaultKind(kind), on, times, seconds)
        with self._lock:
            self._set.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._set.clear()

    def show(self) -> list[dict[str, object]]:
        with self._lock:
            return [
                {"kind": str(fault.kind), "on": fault.on, "times": fault.times, "seconds": fault.seconds}
                for fault in self._set
            ]

    def take(self, method: str, path: str) -> Fault | None:
        """Use up and return the first fault that this call meets."""
        with self._lock:
            for fault in self._set:
                if fnmatchcase(f"{method} {path}", fault.on):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._set.remove(fault)
                    return fault
        return None
