"""Who may come through the doors of the verification queue: verifiers decide, auditors only look."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from accounts.models import Application

View = Callable[..., HttpResponseBase]
OPEN_CASES, DECIDE = "accounts.open_case", "accounts.change_application"


def needs(right: str) -> Callable[[View], View]:
    """Let in people with a right and hand the view who they are."""

    def guard(view: View) -> View:
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        door.__name__ = view.__name__
        return door

    return guard


def with_case(right: str) -> Callable[[View], View]:
    """Let in people with a right and hand the view the case and the person; drafts are nobody's case."""

    def guard(view: View) -> View:
        @needs(right)
        def door(request: HttpRequest, pk: int) -> HttpResponseBase:
            sent = Application.objects.exclude(status=Application.Status.DRAFT)
            application = get_object_or_404(sent.select_related("claimed_by", "company"), pk=pk)
            return view(request, application, request.user)

        door.__name__ = view.__name__
        return door

    return guard
