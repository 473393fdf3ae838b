"""The VIES REST interface: every well-formed number is valid unless another answer was set for it."""

import json
import re
import secrets
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox.peer import Answer, HttpPeer, Request, json_answer

BASE = "/taxation_customs/vies/rest-api"
ERRORS = (
    "INVALID_INPUT",
    "INVALID_REQUESTER_INFO",
    "SERVICE_UNAVAILABLE",
    "MS_UNAVAILABLE",
    "TIMEOUT",
    "VAT_BLOCKED",
    "IP_BLOCKED",
    "GLOBAL_MAX_CONCURRENT_REQ",
    "GLOBAL_MAX_CONCURRENT_REQ_TIME",
    "MS_MAX_CONCURRENT_REQ",
    "MS_MAX_CONCURRENT_REQ_TIME",
)
# What is no answer of VIES at all, but comes from its address all the same.
BROKEN = (
    "cut",
    "dripping",
    "empty",
    "html",
    "http_500",
    "huge",
    "list",
    "nan",
    "nested",
    "redirect",
    "unsaid",
)
# Answers that contradict themselves: another number, an error beside a yes or a no, a yes with a wrong status.
CONTRADICTIONS = ("another", "user_error", "valid_http_500", "valid_as_text")
KINDS = ("valid", "invalid", "slow", "zeros", *BROKEN, *CONTRADICTIONS, *ERRORS)
EVERY_NUMBER = "*"
UNDISCLOSED = "---"
SECONDS_WHEN_SLOW = 5.0
KEEP_TO_THEMSELVES = ("DE", "ES")  # these states confirm a number without name and address
SHAPES = {
    "AT": r"U[0-9]{8}",
    "BE": r"[01][0-9]{9}",
    "BG": r"[0-9]{9,10}",
    "CY": r"[0-9]{8}[A-Z]",
    "CZ": r"[0-9]{8,10}",
    "DE": r"[0-9]{9}",
    "DK": r"[0-9]{8}",
    "EE": r"[0-9]{9}",
    "EL": r"[0-9]{9}",
    "ES": r"[A-Z0-9][0-9]{7}[A-Z0-9]",
    "FI": r"[0-9]{8}",
    "FR": r"[A-Z0-9]{2}[0-9]{9}",
    "HR": r"[0-9]{11}",
    "HU": r"[0-9]{8}",
    "IE": r"[0-9][A-Z0-9+*][0-9]{5}[A-Z]{1,2}",
    "IT": r"[0-9]{11}",
    "LT": r"[0-9]{9}([0-9]{3})?",
    "LU": r"[0-9]{8}",
    "LV": r"[0-9]{11}",
    "MT": r"[0-9]{8}",
    "NL": r"[A-Z0-9+*]{12}",
    "PL": r"[0-9]{10}",
    "PT": r"[0-9]{9}",
    "RO": r"[0-9]{2,10}",
    "SE": r"[0-9]{12}",
    "SI": r"[0-9]{8}",
    "SK": r"[0-9]{10}",
    "XI": r"[0-9]{9}([0-9]{3})?|(GD|HA)[0-9]{3}",
}


@dataclass(frozen=True)
class SetAnswer:
    """What was asked for instead of the usual answer."""

    kind: str = "valid"
    seconds: float = 0.0
    name: str = ""
    address: str = ""


class ViesSandbox(HttpPeer):
    """VIES on 127.0.0.1; give `data` a folder to keep the answers that were set across restarts."""

    def __init__(self, data: Path | None = None, port: int = 0) -> None:
        super().__init__(port)
        self.asked: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._file = data / "vies.json" if data else None
        self._answers = _load(self._file)

    @property
    def url(self) -> str:
        return f"{super().url}{BASE}"

    @property
    def control_url(self) -> str:
        return f"{super().url}/sandbox/answers"

    def answer(
        self,
        *,
        number: str = EVERY_NUMBER,
        with_: str = "valid",
        seconds: float = 0.0,
        name: str = "",
        address: str = "",
    ) -> None:
        """Set what to say of a number from now on ("*" = every number that has no answer of its own)."""
        if with_ not in KINDS:
            raise ValueError(f"with must be one of {', '.join(KINDS)}.")
        with self._lock:
            wait = seconds or (SECONDS_WHEN_SLOW if with_ == "slow" else 0.0)
            self._answers[_plain(number)] = SetAnswer(with_, wait, name, address)
            self._save()

    def forget(self) -> None:
        """Give the usual answer again for every number."""
        with self._lock:
            self._answers.clear()
            self.asked.clear()
            self._save()

    def _save(self) -> None:
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            kept = {number: asdict(answer) for number, answer in self._answers.items()}
            self._file.write_text(json.dumps(kept, indent=1), encoding="utf-8")

    def respond(self, request: Request) -> Answer:
        try:
            given = request.json()
            if not isinstance(given, dict):
                raise TypeError("The body must be a JSON object.")
            if request.path == "/sandbox/answers":
                return self._control(request.method, given)
        except (TypeError, ValueError) as error:
            return json_answer({"error": str(error)}, 400)
        if (request.method, request.path) != ("POST", f"{BASE}/check-vat-number"):
            return json_answer({"error": f"There is no {request.method} {request.path}."}, 404)
        return self._check(given)

    def _control(self, method: str, given: dict[str, Any]) -> Answer:
        if method == "DELETE":
            self.forget()
        elif method == "POST":
            known = {name: given[name] for name in ("seconds", "name", "address") if name in given}
            number = str(given.get("number", EVERY_NUMBER))
            self.answer(number=number, with_=str(given.get("with", "valid")), **known)
        with self._lock:
            return json_answer({number: asdict(answer) for number, answer in self._answers.items()})

    def _check(self, given: dict[str, Any]) -> Answer:
        country = str(given.get("countryCode") or "").upper()
        number = _plain(str(given.get("vatNumber") or ""))
        with self._lock:
            self.asked.append(given)
            every = self._answers.get(EVERY_NUMBER, SetAnswer())
            chosen = self._answers.get(f"{country}{number}", every)
        if country not in SHAPES or not number:
            return _error("INVALID_INPUT")
        if chosen.kind in ERRORS:
            return _error(chosen.kind)
        return _otherwise(chosen) or _verdict(given, country, number, chosen)


def _otherwise(chosen: SetAnswer) -> Answer | None:
    """Return what is no VIES answer at all, when that was set."""
    yes = b'{"valid": true}'
    broken = {
        "cut": Answer(200, b'{"countryCode": "LV", "valid": true}', "application/json", cut="middle"),
        "dripping": Answer(200, yes, "application/json", seconds_a_byte=0.2),
        "empty": Answer(200, b"", "application/json"),
        "html": Answer(200, b"<!doctype html><title>VIES</title><h1>The service is being maintained</h1>"),
        "http_500": Answer(500, b"Internal Server Error", "text/plain"),
        "huge": Answer(200, b'{"valid": true, "name": "' + b"x" * 5_000_000 + b'"}', "application/json"),
        "list": json_answer([True, "valid"]),
        "nan": Answer(200, b'{"valid": true, "amount": NaN}', "application/json"),
        "nested": Answer(200, b"[" * 40_000 + b"]" * 40_000, "application/json"),
        "redirect": Answer(302, yes, "application/json", headers={"Location": f"{BASE}/check-vat-number"}),
        "unsaid": json_answer({"valid": None}),
    }
    return broken.get(chosen.kind)


def _contradicting(body: dict[str, Any], kind: str) -> Answer | None:
    if kind == "another":
        return json_answer({**body, "vatNumber": "99999999999"})
    if kind == "user_error":
        return json_answer({**body, "valid": False, "userError": "MS_UNAVAILABLE"})
    if kind == "valid_http_500":
        return json_answer(body, 500)
    if kind == "valid_as_text":
        return json_answer({**body, "valid": "true"})
    if kind == "zeros":
        written = json.dumps({**body, "name": "SIA \0 Foto \ud83d"}).encode()
        return Answer(200, written, "application/json")
    return None


def _verdict(given: dict[str, Any], country: str, number: str, chosen: SetAnswer) -> Answer:
    requester = _requester(given)
    if requester is None:
        return _error("INVALID_REQUESTER_INFO")
    valid = chosen.kind != "invalid" and re.fullmatch(SHAPES[country], number) is not None
    shown = valid and (country not in KEEP_TO_THEMSELVES or bool(chosen.name))
    body = {
        "countryCode": country,
        "vatNumber": number,
        "requestDate": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "valid": valid,
        "requestIdentifier": _consultation_number() if valid and requester else "",
        "name": (chosen.name or f"Sandbox company {country}{number}") if shown else UNDISCLOSED,
        "address": (chosen.address or f"Sandbox street 1, {country}") if shown else UNDISCLOSED,
        **dict.fromkeys(
            ("traderName", "traderStreet", "traderPostalCode", "traderCity", "traderCompanyType"), UNDISCLOSED
        ),
    }
    if contradicting := _contradicting(body, chosen.kind):
        return contradicting
    answered = json_answer(body)
    return Answer(200, answered.body, answered.content_type, hold_seconds=chosen.seconds)


def _requester(given: dict[str, Any]) -> str | None:
    """Return the requester's number, "" when none was given, None when it cannot be one."""
    country = str(given.get("requesterMemberStateCode") or "").upper()
    number = _plain(str(given.get("requesterNumber") or ""))
    if not country and not number:
        return ""
    known = country in SHAPES and re.fullmatch(SHAPES[country], number)
    return f"{country}{number}" if known else None


def _consultation_number() -> str:
    return f"WAPI{secrets.token_hex(6).upper()}"


def _error(name: str) -> Answer:
    return json_answer({"actionSucceed": False, "errorWrappers": [{"error": name}]})


def _plain(number: str) -> str:
    return re.sub(r"[\s.-]", "", number).upper()


def _load(file: Path | None) -> dict[str, SetAnswer]:
    if file is None or not file.exists():
        return {}
    kept = json.loads(file.read_text(encoding="utf-8"))
    return {number: SetAnswer(**answer) for number, answer in kept.items()}
