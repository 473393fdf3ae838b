"""What the staff pages of every app share."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """Rows that only actions write: staff look at them; comes before ModelAdmin or an inline."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
