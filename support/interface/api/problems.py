"""Errors as Problem Details (RFC 9457), whatever went wrong."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, AuthorizationError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema


class Problem(Schema):
    """What went wrong: a short title for the status, and a sentence about this case."""

    type: str
    title: str
    status: int
    detail: str


PROBLEM_TYPE = "application/problem+json"
# What every question may be answered with besides its own answer.
STATUSES = frozenset({401, 403, 404, 422, 429})
ANSWERS: dict[Any, Any] = {STATUSES: Problem}


class ProblemAPI(NinjaAPI):
    """Says in its document, too, that errors have a media type of their own."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status in STATUSES & set(operation["responses"]):
                    content = operation["responses"][status]["content"]
                    operation["responses"][status]["content"] = {PROBLEM_TYPE: content["application/json"]}
        return schema


def problem(status: int, detail: str, **headers: str) -> HttpResponse:
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type=PROBLEM_TYPE, headers=headers)


def register(api: NinjaAPI) -> None:
    """Answer every refusal of the library in this form."""

    @api.exception_handler(AuthenticationError)
    def without_token(request: HttpRequest, error: Any) -> HttpResponse:
        detail = "Send a token that is valid: Authorization: Bearer …"
        return problem(401, detail, **{"WWW-Authenticate": "Bearer"})

    @api.exception_handler(AuthorizationError)
    def without_scope(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(403, "The token does not have the scope for this.")

    @api.exception_handler(Http404)
    def unknown(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(404, "Nothing is known under this number.")

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors)
        return problem(422, said)

    @api.exception_handler(Throttled)
    def too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
        return problem(
            429, "Too many questions. Wait a moment.", **{"Retry-After": str(int(error.wait or 60))}
        )
