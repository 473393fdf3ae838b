"""The one file that talks to VIES, the EU's register of VAT numbers, over its REST interface."""

from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

from accounts.models import VatCheck

TIMEOUT_SECONDS = 10
UNDISCLOSED = "---"


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
    requester = settings.VIES_REQUESTER
    question = {
        "countryCode": number[:2],
        "vatNumber": number[2:],
        "requesterMemberStateCode": requester[:2],
        "requesterNumber": requester[2:],
    }
    try:
        response = requests.post(
            f"{settings.VIES_URL}/check-vat-number",
            json=question,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        reply = response.json()
    except (requests.RequestException, ValueError) as error:
        return Answer(VatCheck.Status.UNAVAILABLE, {"error": f"{type(error).__name__}: {error}"[:500]})
    if not isinstance(reply, dict):
        return Answer(
            VatCheck.Status.UNAVAILABLE, {"error": f"HTTP {response.status_code}", "body": str(reply)[:500]}
        )
    return _read(reply)


def _read(reply: dict[str, Any]) -> Answer:
    if reply.get("valid") is True:
        return Answer(
            VatCheck.Status.VALID,
            reply,
            consultation_number=str(reply.get("requestIdentifier") or "")[:40],
            trader_name=_said(reply.get("name"))[:300],
            trader_address=_said(reply.get("address")),
        )
    if reply.get("valid") is False or "INVALID_INPUT" in _errors(reply):
        return Answer(VatCheck.Status.INVALID, reply)
    return Answer(VatCheck.Status.UNAVAILABLE, reply)


def _errors(reply: dict[str, Any]) -> list[str]:
    wrappers = reply.get("errorWrappers")
    if not isinstance(wrappers, list):
        return []
    return [str(wrapper.get("error")) for wrapper in wrappers if isinstance(wrapper, dict)]


def _said(text: Any) -> str:
    words = str(text or "").strip()
    return "" if words == UNDISCLOSED else words
