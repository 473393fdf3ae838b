"""The frame of the staff pages: what unfold draws around every page of ours."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


def in_admin(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """Return the context of a page inside the frame; its template extends `staff_site/staff.html`."""
    return {**admin.site.each_context(request), **context}
