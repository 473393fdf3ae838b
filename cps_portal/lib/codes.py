"""Codes for a camera, as SVG that may stand in a page and in a paper."""

from io import BytesIO
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from segno import QRCode


def drawn(code: QRCode, **style: Any) -> SafeString:
    """Draw a code; it names its namespace, for a paper is read as XML, which does not know it by itself."""
    file = BytesIO()
    code.save(
        file,
        kind="svg",
        xmldecl=False,
        svgns=True,
        nl=False,
        border=0,
        lineclass=None,
        omitsize=True,
        **style,
    )
    return mark_safe(file.getvalue().decode())
