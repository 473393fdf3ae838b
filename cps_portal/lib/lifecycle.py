"""The life of a thing: which moves there are in which state, and the guarded update that makes one.

TRANSFER_LIFECYCLE = Lifecycle(
    "status",
    {"withdraw": Move(before=Transfer.OPEN, after=Transfer.Status.WITHDRAWN), ...},
    stale=_("This request has been settled meanwhile. Nothing was changed."),
)
TRANSFER_LIFECYCLE.apply(transfer, "withdraw", settled_at=at, settled_by=by)
CASE_LIFECYCLE.try_apply(application, "approve", Q(~Exists(newer), claimed_by=by), decided_at=at)
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from cps_portal.lib.errors import StaleDecision

STALE = _("This was changed in another window. Look at it again.")


class Move:
    """The states in which a move may be made, and the one that it leads to."""

    def __init__(self, *, before: Iterable[str], after: str) -> None:
        self.before, self.after = tuple(before), after


class Lifecycle:
    """The moves of a model by name; `field` holds the state, `stale` is said to whoever comes too late."""

    def __init__(self, field: str, moves: Mapping[str, Move], *, stale: Any = STALE) -> None:
        self.field, self.moves, self.stale = field, dict(moves), stale

    def before(self, move: str) -> tuple[str, ...]:
        """Return the states in which a move may be made, for a query."""
        return self.moves[move].before

    def after(self, move: str) -> str:
        return self.moves[move].after

    def allows(self, row: Model, move: str) -> bool:
        """Return whether the state that the row was read in allows a move; the update asks the table again."""
        return getattr(row, self.field) in self.moves[move].before

    def apply(self, row: Model, move: str, /, *guards: Q, **changes: Any) -> None:
        """Make a move and set its changes on the row, or raise StaleDecision where the table or a guard forbids it."""
        if not self.try_apply(row, move, *guards, **changes):
            raise StaleDecision(self.stale)

    def try_apply(self, row: Model, move: str, /, *guards: Q, **changes: Any) -> bool:
        """Make a move as `apply` does and return whether it was made, for callers with an answer of their own."""
        changes |= {self.field: self.moves[move].after}
        allowed = Q(pk=row.pk, **{f"{self.field}__in": self.moves[move].before})
        if not type(row)._base_manager.filter(allowed, *guards).update(**changes):
            return False
        for name, value in changes.items():
            setattr(row, name, value)
        return True
