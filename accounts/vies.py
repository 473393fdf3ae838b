"""The one file that talks to VIES, the EU's register of VAT numbers, over its REST interface."""

import json
import logging
import time
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

from accounts.models import VatCheck

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
# Ours to the last byte: a register that sends a byte now and then never times out by itself.
WHOLE_ANSWER_SECONDS = 20
LARGEST_REPLY_BYTES = 100_000
UNDISCLOSED = "---"

# Every name under which VIES reports an error, with what it means for the number that was asked about.
ERRORS: dict[str, VatCheck.Status] = {
    "INVALID_INPUT": VatCheck.Status.INVALID,
    "INVALID_REQUESTER_INFO": VatCheck.Status.UNAVAILABLE,
    "SERVICE_UNAVAILABLE": VatCheck.Status.UNAVAILABLE,
    "MS_UNAVAILABLE": VatCheck.Status.UNAVAILABLE,
    "TIMEOUT": VatCheck.Status.UNAVAILABLE,
    "VAT_BLOCKED": VatCheck.Status.UNAVAILABLE,
    "IP_BLOCKED": VatCheck.Status.UNAVAILABLE,
    "GLOBAL_MAX_CONCURRENT_REQ": VatCheck.Status.UNAVAILABLE,
    "GLOBAL_MAX_CONCURRENT_REQ_TIME": VatCheck.Status.UNAVAILABLE,
    "MS_MAX_CONCURRENT_REQ": VatCheck.Status.UNAVAILABLE,
    "MS_MAX_CONCURRENT_REQ_TIME": VatCheck.Status.UNAVAILABLE,
}
# These do not pass by themselves: the operator has to look at CPS_VIES_REQUESTER, or to write to VIES.
OURS_TO_MEND = {"INVALID_REQUESTER_INFO", "VAT_BLOCKED", "IP_BLOCKED"}
# Some replies name their outcome in the same place as an error.
NO_ERROR = {"", "VALID", "INVALID"}


@dataclass(frozen=True)
class Answer:
    """What VIES says of a number; `reply` is its raw words, the evidence."""

    status: VatCheck.Status
    reply: dict[str, Any]
    consultation_number: str = ""
    trader_name: str = ""
    trader_address: str = ""


def ask(number: str) -> Answer:
    """Ask about a number with its prefix; whatever is not a clear yes or no is “unavailable”, never “not valid”."""
    try:
        http_status, body = _fetched(number)
        reply = _without_what_no_row_holds(json.loads(body, parse_constant=_refuse_constant))
    except (requests.RequestException, ValueError, RecursionError) as error:
        return _unavailable(f"{type(error).__name__}: {error}")
    if not isinstance(reply, dict):
        return _unavailable(f"HTTP {http_status}: {reply}")
    return _read(reply, number=number, http_status=http_status)


def _fetched(number: str) -> tuple[int, bytes]:
    """Return the HTTP status and the body, which is given up when it is too long or takes too long."""
    requester = settings.VIES_REQUESTER
    question = {
        "countryCode": number[:2],
        "vatNumber": number[2:],
        "requesterMemberStateCode": requester[:2],
        "requesterNumber": requester[2:],
    }
    give_up_at = time.monotonic() + WHOLE_ANSWER_SECONDS
    with requests.post(
        f"{settings.VIES_URL}/check-vat-number",
        json=question,
        headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        timeout=TIMEOUT_SECONDS,
        allow_redirects=False,
        stream=True,
    ) as response:
        body = bytearray()
        for byte in response.iter_content(1):  # a larger piece would be waited for, however slowly it comes
            body += byte
            if len(body) > LARGEST_REPLY_BYTES or time.monotonic() > give_up_at:
                raise ValueError(f"given up after {len(body)} bytes")
        return response.status_code, bytes(body)


def _read(reply: dict[str, Any], *, number: str, http_status: int) -> Answer:
    for name in _errors(reply):
        if name in OURS_TO_MEND:
            log.error("VIES refuses to answer us: %s", name)
        return Answer(ERRORS.get(name, VatCheck.Status.UNAVAILABLE), reply)
    if http_status != requests.codes.ok or _is_about_another(reply, number):
        return Answer(VatCheck.Status.UNAVAILABLE, reply)
    if reply.get("valid") is True:
        return Answer(
            VatCheck.Status.VALID,
            reply,
            consultation_number=str(reply.get("requestIdentifier") or "")[:40],
            trader_name=_said(reply.get("name"))[:300],
            trader_address=_said(reply.get("address")),
        )
    if reply.get("valid") is False:
        return Answer(VatCheck.Status.INVALID, reply)
    return Answer(VatCheck.Status.UNAVAILABLE, reply)


def _errors(reply: dict[str, Any]) -> list[str]:
    wrappers = reply.get("errorWrappers")
    named = (
        [one.get("error") for one in wrappers if isinstance(one, dict)] if isinstance(wrappers, list) else []
    )
    names = [str(name or "") for name in (*named, reply.get("userError"))]
    return [name for name in names if name not in NO_ERROR]


def _is_about_another(reply: dict[str, Any], number: str) -> bool:
    answered = f"{reply.get('countryCode', number[:2])}{reply.get('vatNumber', number[2:])}"
    return answered.replace(" ", "").upper() != number


def _unavailable(why: str) -> Answer:
    return Answer(VatCheck.Status.UNAVAILABLE, {"error": str(_without_what_no_row_holds(why))[:500]})


def _said(text: Any) -> str:
    words = str(text or "").strip()
    return "" if words == UNDISCLOSED else words


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _without_what_no_row_holds(value: Any) -> Any:
    """Take zeros and halves of characters out of a reply: the database keeps neither."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_what_no_row_holds(one) for one in value]
    if isinstance(value, dict):
        return {
            _without_what_no_row_holds(key): _without_what_no_row_holds(one) for key, one in value.items()
        }
    return value
