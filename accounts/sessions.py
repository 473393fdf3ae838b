"""Sessions in the database, as Django keeps them; every request asks for one, so the question is written once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from cps_portal.lib.prepared import Prepared, stand_ins


def _kept(key: str) -> QuerySet[Session, Any]:
    return Session.objects.filter(session_key=key).values_list("session_key", "session_data", "expire_date")


KEPT = Prepared(_kept, *stand_ins(1))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        """Return the row of a session that is not over, or forget its key."""
        for key, data, over_at in KEPT.rows(self.session_key):
            if over_at > timezone.now():
                return Session(session_key=key, session_data=data, expire_date=over_at)
        self._session_key = None
        return None
