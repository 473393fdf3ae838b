"""The only file that speaks to other systems' endpoints: a signed POST, and what became of it."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests

SECONDS = 10


@dataclass(frozen=True)
class Outcome:
    """What an endpoint answered, or why it did not."""

    status: int | None
    problem: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def signature(secret: str, body: bytes, *, at: datetime) -> str:
    """Sign time and body together, so that neither can be changed nor an old message sent again."""
    moment = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def post(*, url: str, secret: str, payload: dict[str, Any], at: datetime) -> Outcome:
    """Offer the payload to an endpoint; redirects are not followed, and an answer is not read."""
    body = json.dumps(payload, sort_keys=True).encode()
    headers = {"Content-Type": "application/json", "CPS-Signature": signature(secret, body, at=at)}
    headers["CPS-Event-Id"] = str(payload["id"])
    try:
        answer = requests.post(
            url, data=body, headers=headers, timeout=SECONDS, allow_redirects=False, stream=True
        )
        answer.close()
    except requests.RequestException as error:
        return Outcome(None, type(error).__name__)
    problem = "" if answer.ok and not answer.is_redirect else f"HTTP {answer.status_code}"
    return Outcome(answer.status_code, problem)
