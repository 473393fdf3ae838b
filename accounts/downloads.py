"""How a document leaves the portal: as bytes that may show themselves and do nothing else."""

from typing import Any, Protocol

from django.http import FileResponse, Http404

# Not even what the gate for uploads might have overlooked may act.
POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class Paper(Protocol):
    """An uploaded file with its name, whichever table it stands in; the file is empty once its time is over."""

    name: Any
    media_type: Any
    file: Any


def shown(document: Paper) -> FileResponse:
    """Answer with the document for the page that shows it."""
    return _answered(document, as_attachment=False)


def handed_over(document: Paper) -> FileResponse:
    """Answer with the document as a file to save."""
    return _answered(document, as_attachment=True)


def _answered(document: Paper, *, as_attachment: bool) -> FileResponse:
    if not document.file:
        raise Http404  # its time is over
    response = FileResponse(
        document.file.open(),
        content_type=document.media_type,
        filename=document.name,
        as_attachment=as_attachment,
    )
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
