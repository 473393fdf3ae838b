"""A PDF is opened, searched, disarmed and written anew, so that nothing survives that is no part of its pages."""

from io import BytesIO

import pikepdf

from accounts.inspection import active, bombs, trees
from accounts.inspection.verdicts import PDF, Refusal, Safe, Why

MAX_PAGES = 200


def made_safe(data: bytes) -> Safe:
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Refusal(Why.PROTECTED)
            return _searched(pdf)
    except pikepdf.PasswordError as error:
        raise Refusal(Why.PROTECTED) from error
    except (pikepdf.PikepdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        if isinstance(error, RecursionError):
            raise
        raise Refusal(Why.BROKEN_PDF) from error


def _searched(pdf: pikepdf.Pdf) -> Safe:
    trees.refuse_loops(pdf)
    pages = len(pdf.pages)
    if not pages:
        raise Refusal(Why.NO_PAGES)
    if pages > MAX_PAGES:
        raise Refusal(Why.TOO_MANY_PAGES)
    active.refuse(pdf)
    bombs.refuse(pdf)
    active.disarm(pdf)
    written = BytesIO()
    pdf.save(written, stream_decode_level=pikepdf.StreamDecodeLevel.none, preserve_pdfa=False)
    return Safe(PDF, written.getvalue(), pages)
