"""CSV for people who open it in a spreadsheet: no cell is taken for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from django.http import StreamingHttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Spreadsheets need it to read the file as UTF-8.
BYTE_ORDER_MARK = "\ufeff"


def harmless(cell: Any) -> Any:
    """Return a text that a spreadsheet shows rather than computes; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


class Sheet:
    """Rows written one after the other into a text file."""

    def __init__(self, file: TextIO, *, head: Sequence[str]) -> None:
        self._writer = csv.writer(file)
        file.write(BYTE_ORDER_MARK)
        self._writer.writerow(head)

    def add(self, cells: Iterable[Any]) -> None:
        self._writer.writerow([harmless(cell) for cell in cells])


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def streamed(rows: Iterable[Sequence[Any]], *, head: Sequence[str], name: str) -> StreamingHttpResponse:
    """Answer with a CSV file whose rows are written as they are read."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield BYTE_ORDER_MARK + writer.writerow(head)
        for cells in rows:
            yield writer.writerow([harmless(cell) for cell in cells])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
