"""Tables in CSV files, row by row, so that a file of any length fits into memory."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from django.utils.translation import gettext as _

from cps_portal.lib.errors import DomainError


@dataclass(frozen=True)
class Row:
    """The cells of one row by the name of their column, without the spaces around them."""

    line: int
    cells: dict[str, str]
    is_too_long: bool = False


def rows(file: TextIO, *, columns: Sequence[str], more: Sequence[str] = ()) -> Iterator[Row]:
    """Read the rows of a CSV file that has these columns, perhaps among others; those of `more` may be missing."""
    reader = csv.DictReader(file)
    missing = [name for name in columns if name not in (reader.fieldnames or [])]
    if missing:
        raise DomainError(
            _("The file lacks the columns %(names)s. Its first line must name them.")
            % {"names": ", ".join(missing)}
        )
    for cells in reader:
        yield Row(
            line=reader.line_num,
            cells={name: (cells.get(name) or "").replace("\0", "").strip() for name in (*columns, *more)},
            is_too_long=None in cells,
        )
