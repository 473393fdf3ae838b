"""The way back to a draft, by a link that was mailed: opening it changes nothing, only the button's post goes on."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import languages, steps
from accounts.models import Application, SecretLink
from accounts.views.register import SESSION_KEY
from cps_portal.lib import clock


def _draft(token: str) -> Application | None:
    links = SecretLink.objects.usable(at=clock.now())
    link = links.by_token(token, purpose=SecretLink.Purpose.RESUME).first()
    return link.application if link and link.application and link.application.is_draft else None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def resume(request: HttpRequest, token: str) -> HttpResponse:
    draft = _draft(token)
    if draft is None:
        return render(
            request, "accounts/register/no_resume_link.html", {"days": settings.DRAFT_DAYS}, status=410
        )
    today = clock.today()
    if request.method != "POST":
        context = {"application": draft, "token": token, "marks": steps.progress(draft, on=today)}
        return render(request, "accounts/register/resume.html", context)
    request.session[SESSION_KEY] = str(draft.key)
    step = steps.first_unfinished(draft, on=today)
    response = redirect("accounts:register_step", key=draft.key, step=step.code)
    languages.remember(response, draft.language)
    return response
