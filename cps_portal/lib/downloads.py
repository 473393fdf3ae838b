"""How a paper that is made on the spot leaves the portal: as a file to save, which nobody keeps on the way."""

from django.http import HttpResponse


def as_file(content: bytes, *, name: str, media_type: str = "application/pdf") -> HttpResponse:
    """Answer with a file; the name is one of ours and plain."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
