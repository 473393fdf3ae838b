from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StaffSiteConfig(AppConfig):
    """The last app with models, so that every right exists when its roles are synced."""

    name = "support.staff_site"
    verbose_name = _("Staff site")

    def ready(self) -> None:
        post_migrate.connect(sync_roles, sender=self)


def sync_roles(**kwargs: Any) -> None:
    """Bring the roles up to the table of rights after each migrate."""
    from support.staff_site import roles  # noqa: PLC0415  (models are there once the apps are ready)

    roles.sync()
