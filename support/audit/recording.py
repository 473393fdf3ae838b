"""What a request of staff is about: the thing, the company it concerns, what was looked for, and why."""

from functools import cache
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, SuspiciousOperation, ValidationError
from django.db.models import ForeignKey, Model, QuerySet, Subquery
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import ResolverMatch

from accounts import middleware
from accounts.models import Company, User
from cps_portal.lib.logs import SECRET
from support.audit.models import AuditEntry, Viewing
from support.lookup.models import LookUp

READING = ("GET", "HEAD", "OPTIONS", "TRACE")
# What is asked by a page, not by a person: texts for its scripts, and “I am still here” three times a minute.
PULSES = {"admin:jsi18n", *middleware.PULSES}
# Where forms of staff say why. Nothing else that is typed into a form is noted, so no secret ever is.
REASONS = ("reason", "why", "public_text", "private_note", "note", "comment")
KEYS = ("object_id", "pk", "number")
# Pages below this address are about the company whose key follows.
MEMBERS = "staff/members/<int:pk>/"
SECRETIVE = ("token", "password", "secret", "code", "csrf", "session", "signature")
FARTHEST = 3


def is_noise(request: HttpRequest) -> bool:
    """Whether nobody asked for it, or it is in the log already: the look-up while typing writes a LookUp."""
    name = _route(request.resolver_match)
    return name in PULSES or (name == "lookup:look_up" and request.headers.get("HX-Request") == "true")


def entry_for(
    request: HttpRequest, *, by: User, viewing: int | None, network_address: str | None
) -> AuditEntry:
    """Describe a request; who asked for what is in it, and nothing that anybody typed in confidence."""
    match = request.resolver_match
    model, key = _model_of(match), _key_of(match)
    return AuditEntry(
        by=by,
        kind=AuditEntry.Kind.READ if request.method in READING else AuditEntry.Kind.WRITE,
        route=_route(match)[:100],
        address=_address(request)[:500],
        thing=model._meta.label_lower if model else "",
        key=key[:64],
        company_id=_company(Viewing, str(viewing)) if viewing else _company(model, key),
        viewing_id=viewing,
        purpose=_purpose(request, match),
        reason=_reason(request)[:500],
        network_address=network_address,
    )


def _route(match: ResolverMatch | None) -> str:
    return (match.view_name or "") if match else ""


def _key_of(match: ResolverMatch | None) -> str:
    given = [match.kwargs[name] for name in KEYS if name in match.kwargs] if match else []
    return unquote(str(given[0])).replace("\x00", "") if given else ""


def _model_of(match: ResolverMatch | None) -> type[Model] | None:
    if match is None:
        return None
    if match.route.startswith(MEMBERS):
        return Company
    space, _, name = match.view_name.partition(":")
    found = [model for prefix, model in _registered().items() if name.startswith(prefix)]
    return max(found, key=lambda model: len(model._meta.label)) if space == "admin" and found else None


@cache
def _registered() -> dict[str, type[Model]]:
    return {f"{model._meta.app_label}_{model._meta.model_name}_": model for model in admin.site._registry}


def _company(model: type[Model] | None, key: str) -> Subquery | None:
    """Return a question for the company's key, which the database answers while it writes the entry."""
    way = way_to_company(model) if model else None
    if model is None or way is None or not key:
        return None
    try:
        pk = model._meta.pk.to_python(key)
    except ValidationError:
        return None
    if isinstance(pk, int) and abs(pk) >= 2**63:
        return None
    rows: QuerySet[Any] = model._default_manager.order_by()
    return Subquery(rows.filter(pk=pk).values(way)[:1])


@cache
def way_to_company(model: type[Model]) -> str | None:
    """Follow foreign keys to the company by the shortest way; a person belongs to one by their role."""
    if model is Company:
        return "pk"
    if model is User:
        return "role__company"
    ways: list[tuple[str, type[Model]]] = [("", model)]
    for _step in range(FARTHEST):
        ways = [
            (f"{way}__{field.name}".removeprefix("__"), field.related_model)
            for way, here in ways
            for field in here._meta.concrete_fields
            if isinstance(field, ForeignKey) and field.related_model is not User
        ]
        for way, there in ways:
            if there is Company:
                return way
    return None


def _address(request: HttpRequest) -> str:
    path = SECRET.sub("[secret]", request.path)
    asked = _shown(request.GET)
    if request.method not in READING:
        asked += _shown(_posted(request), only=("action", "_selected_action"))
    return f"{path}?{'&'.join(asked)}" if asked else path


def _shown(given: QueryDict, only: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{name}={','.join(values)}".replace("\x00", "")
        for name, values in given.lists()
        if any(values) and (name in only or not only) and not any(word in name.lower() for word in SECRETIVE)
    ]


def _posted(request: HttpRequest) -> QueryDict:
    if request.resolver_match and getattr(request.resolver_match.func, "csrf_exempt", False):
        return QueryDict()  # a door for machines, which reads the body itself
    try:
        return request.POST
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return QueryDict()  # the view's own reading of it is refused, too


def _reason(request: HttpRequest) -> str:
    if request.method in READING:
        return ""
    given = _posted(request)
    # A page with several forms tells them apart by a prefix: “undo-reason”.
    said = [str(text).strip() for name, text in given.items() if text and name.rsplit("-", 1)[-1] in REASONS]
    return " · ".join(said).replace("\x00", "")


def _purpose(request: HttpRequest, match: ResolverMatch | None) -> str:
    """Return why they look: what was chosen on this page, or for all pages of members, chosen last."""
    chosen = request.GET.get("purpose") or (
        _posted(request).get("purpose") if request.method == "POST" else ""
    )
    if not chosen and match and match.route.startswith("staff/"):
        chosen = request.session.get("look_up_purpose", "")
    return str(chosen) if chosen in LookUp.Purpose.values else ""
