"""What operators' machines ask: may this process serve, and the figures for Prometheus."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from cps_portal.lib import clock
from support.operations import health
from support.operations import metrics as figures


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Say 503 where nothing can be served; what is only late is named, and the pages go on."""
    checks = health.checks(at=clock.now())
    can_serve = all(check.is_well for check in checks if check.is_needed)
    word = "ready" if all(check.is_well for check in checks) else "degraded" if can_serve else "unavailable"
    parts = {check.name: "well" if check.is_well else "failing" for check in checks}
    return JsonResponse({"status": word, "checks": parts}, status=200 if can_serve else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever knows the token; for everybody else the page does not exist."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not constant_time_compare(
        request.headers.get("Authorization", ""), expected
    ):
        raise Http404
    return HttpResponse(figures.page(at=clock.now()), content_type=CONTENT_TYPE_LATEST)
