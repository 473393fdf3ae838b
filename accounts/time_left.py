"""How much time is left of a promise, in working days of the applicant's country, and how that is said."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Application
from accounts.models.queue import Span


@dataclass(frozen=True)
class TimeLeft:
    days: int
    is_late: bool
    is_paused: bool

    @property
    def kind(self) -> str:
        """How urgently it is shown: as on every staff page, stop before care."""
        if self.is_paused:
            return "quiet"
        return "stop" if self.is_late else "care" if self.days == 0 else "act"

    @property
    def text(self) -> str:
        if self.is_late:
            return self._over
        if self.is_paused:
            words = ngettext(
                "paused with %(days)d working day left", "paused with %(days)d working days left", self.days
            )
            return words % {"days": max(self.days, 0)}
        if self.days == 0:
            return _("due today")
        return ngettext("%(days)d working day left", "%(days)d working days left", self.days) % {
            "days": self.days
        }

    @property
    def _over(self) -> str:
        days = -self.days
        if days <= 0:  # broken on the last working day, and none has followed
            return _("over since the last working day")
        return ngettext("%(days)d working day over", "%(days)d working days over", days) % {"days": days}


def of(case: Application, *, on: date) -> TimeLeft | None:
    """Return what is left of a case's promise; nothing is left to say of one that is decided."""
    if not case.is_open or case.promised_on is None:
        return None
    from_on = (case.paused_on or on) if case.is_waiting else on
    span = Span(case.country, from_on, case.promised_on)
    return TimeLeft(span.days_left, case.is_late(on=on), case.is_waiting)
