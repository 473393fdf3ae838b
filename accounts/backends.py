"""Who is logged in, and what they may: asked at every request, so each question is written once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from accounts.models import User
from cps_portal.lib.prepared import Prepared


def _rights(user: int) -> QuerySet[Permission, Any]:
    held = Permission.objects.filter(Q(user=user) | Q(group__user=user)).order_by().distinct()
    return held.values_list("content_type__app_label", "codename")


def _user(key: int) -> QuerySet[User, Any]:
    return User.objects.filter(pk=key).values_list(*COLUMNS)


COLUMNS = [field.attname for field in User._meta.concrete_fields]
RIGHTS, USERS = Prepared(_rights, -1), Prepared(_user, -1)


class Backend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> User | None:
        """Return who is logged in, as long as they may be."""
        users = [User.from_db(DEFAULT_DB_ALIAS, COLUMNS, row) for row in USERS.rows(int(user_id))]
        return users[0] if users and self.user_can_authenticate(users[0]) else None

    def get_all_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        """Return what a person may by themselves and by their roles."""
        if not user_obj.is_active or user_obj.is_anonymous or user_obj.is_superuser or obj is not None:
            held: set[str] = super().get_all_permissions(user_obj, obj)
            return held
        # Where Django's own backend keeps them, too.
        kept: set[str] | None = getattr(user_obj, "_perm_cache", None)
        if kept is None:
            kept = {f"{app}.{right}" for app, right in RIGHTS.rows(user_obj.pk)}
            setattr(user_obj, "_perm_cache", kept)  # noqa: B010  (no field of the model)
        return kept
