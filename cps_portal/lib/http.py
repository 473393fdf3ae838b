"""What views share: an attempt that tells what came of it, files as answers, whole numbers from a query string.

with attempt(request, _("The change is withdrawn.")):
    actions.withdraw_change(company=request.company, by=request.user, at=clock.now())
return redirect("accounts:my_account")

with attempt(request, form=form) as outcome: ...  # afterwards: if outcome.refused, show the form again
return file_response(content, name=f"{invoice.number}.pdf", media_type="application/pdf")
page = int_param(request.GET, "page", default=1, minimum=1, maximum=9_999)
"""

from collections.abc import Iterable
from types import TracebackType
from typing import Any, Literal, Self, overload

from django.contrib import messages
from django.core.files.base import File
from django.forms import BaseForm
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

from cps_portal.lib.errors import DomainError

# What PostgreSQL's types hold: an integer, and the bigint of our primary keys.
INTEGER_MAX = 2**31 - 1
KEY_MAX = 2**63 - 1
# Not even what the gate for uploads might have overlooked may act.
UPLOAD_POLICY = (
    "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)

Disposition = Literal["attachment", "inline"]


class attempt:
    """Tell on the next page that what stands in the block is done, or why an action refused it.

    With a form, a refusal stands beside the field that it names, else beside `field`, else above the form.
    """

    def __init__(
        self,
        request: HttpRequest,
        done: Any = "",
        *,
        form: BaseForm | None = None,
        field: str | None = None,
        level: int = messages.ERROR,
    ) -> None:
        self._request, self._done, self._form, self._field, self._level = request, done, form, field, level
        self.refusal: DomainError | None = None

    @property
    def refused(self) -> bool:
        return self.refusal is not None

    def __enter__(self) -> Self:
        return self

    # It says bool, for mypy would otherwise believe that nothing after the block is ever reached by a refusal.
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None and self._done:
            messages.success(self._request, self._done)
        if not isinstance(error, DomainError):
            return False
        self.refusal = error
        if self._form is None:
            messages.add_message(self._request, self._level, error.message)
        else:
            self._form.add_error(_visible(self._form, error.field) or self._field, error.message)
        return True


def _visible(form: BaseForm, name: str | None) -> str | None:
    field = form.fields.get(name or "")
    return name if field and not field.widget.is_hidden else None


def file_response(
    content: "bytes | str | File[bytes] | Iterable[str | bytes]",
    *,
    name: str,
    media_type: str,
    disposition: Disposition = "attachment",
) -> HttpResponseBase:
    """Answer with a file, whole, opened or as it is written, which nobody keeps on the way."""
    response: HttpResponseBase
    if isinstance(content, bytes | str):
        response = HttpResponse(content, content_type=media_type)
    elif isinstance(content, File):
        response = FileResponse(content, content_type=media_type)
    else:
        response = StreamingHttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = (
        content_disposition_header(disposition == "attachment", name) or disposition
    )
    response["Cache-Control"] = "private, no-store"
    return response


def upload_response(
    content: "File[bytes]", *, name: str, media_type: str, disposition: Disposition = "attachment"
) -> HttpResponseBase:
    """Answer with a file that a stranger sent: it may show itself and do nothing else."""
    response = file_response(content, name=name, media_type=media_type, disposition=disposition)
    response["Content-Security-Policy"] = UPLOAD_POLICY
    return response


def whole_number(text: str, *, minimum: int = 0, maximum: int = INTEGER_MAX) -> int | None:
    """Return the number that somebody wrote in plain digits, or nothing where it is none or out of bounds."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(maximum))):
        return None
    number = int(text)
    return number if minimum <= number <= maximum else None


@overload
def int_param(
    query: QueryDict, name: str, default: int, *, minimum: int = 0, maximum: int = INTEGER_MAX
) -> int: ...
@overload
def int_param(
    query: QueryDict, name: str, default: None = None, *, minimum: int = 0, maximum: int = INTEGER_MAX
) -> int | None: ...
def int_param(
    query: QueryDict, name: str, default: int | None = None, *, minimum: int = 0, maximum: int = INTEGER_MAX
) -> int | None:
    """Return the whole number of that name in a query string or form; whatever else stands there is the default."""
    number = whole_number(query.get(name) or "", minimum=minimum, maximum=maximum)
    return default if number is None else number


def int_params(query: QueryDict, name: str, *, minimum: int = 0, maximum: int = KEY_MAX) -> list[int]:
    """Return every whole number of that name, for lists of things that were ticked."""
    found = (whole_number(text, minimum=minimum, maximum=maximum) for text in query.getlist(name))
    return [number for number in found if number is not None]
