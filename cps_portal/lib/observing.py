"""What every request leaves behind for operators: a line of log and a figure, by route and never by address."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

log = logging.getLogger("cps_portal.requests")

REQUESTS = Histogram(
    "cps_request_seconds",
    "Time from the first middleware to the answer.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
METHODS = {"GET", "HEAD", "POST"}
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Probes come every few seconds and say nothing.
PROBES = ("health/", "metrics")


class ObservingMiddleware:
    """Count and log each request under the route that answered; the id goes back to the caller."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        number = _id_of(request)
        response["X-Request-ID"] = number
        route = request.resolver_match.route if request.resolver_match else "(none)"
        if not route.startswith(PROBES):
            _remember(request, route, response.status_code, seconds, number)
        return response


def _id_of(request: HttpRequest) -> str:
    """Take the id that the proxy gave, if it looks like one."""
    given = request.headers.get("X-Request-ID", "")
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _remember(request: HttpRequest, route: str, status: int, seconds: float, number: str) -> None:
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(method, route, status).observe(seconds)
    milliseconds = round(1000 * seconds)
    fields = {
        "method": method,
        "route": route,
        "status": status,
        "milliseconds": milliseconds,
        "request_id": number,
    }
    log.info("%s /%s %s %s ms", method, route, status, milliseconds, extra=fields)
