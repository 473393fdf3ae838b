"""The frame of the staff pages: it costs more than what it frames, so it is drawn once a minute for each person."""

import time
from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from cps_portal.lib import clock

SECONDS = 60
MOST_FRAMES = 500
CONTENT, TOKEN = "<!-- the page -->", "the-token-against-forged-forms"
_drawn: dict[tuple[object, ...], tuple[float, str]] = {}


def in_admin(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """What a page needs that is drawn together with the frame."""
    return {**admin.site.each_context(request), **context}


def framed(
    request: HttpRequest, template: str, title: str | Promise, context: Mapping[str, Any]
) -> HttpResponse:
    """Answer with a page of ours in the frame; its template extends `support/framed.html`."""
    before, after = _frame(request, str(title)).replace(TOKEN, get_token(request)).split(CONTENT)
    parts = {"before": mark_safe(before), "after": mark_safe(after)}
    return HttpResponse(render_to_string(template, {**context, **parts, "title": title}))


def _frame(request: HttpRequest, title: str) -> str:
    if len(get_messages(request)):
        return _draw(request, title)
    key = _key(request, title)
    drawn_at, frame = _drawn.get(key, (0.0, ""))
    if not frame or time.monotonic() - drawn_at > SECONDS:
        if len(_drawn) >= MOST_FRAMES:
            _drawn.clear()
        drawn_at, frame = _drawn[key] = time.monotonic(), _draw(request, title)
    return frame


def _key(request: HttpRequest, title: str) -> tuple[object, ...]:
    """All that the frame shows: who looks, what they may see, where they are, in which language and at which time."""
    user = request.user
    rights = frozenset(user.get_all_permissions())
    return user.pk, str(user), rights, user.is_superuser, request.path, title, get_language(), clock.offset()


def _draw(request: HttpRequest, title: str) -> str:
    context = in_admin(request, title=title, content=CONTENT, csrf_token=TOKEN)
    return render_to_string("support/frame.html", context, request)
