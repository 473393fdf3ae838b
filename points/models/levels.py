from django.db import models
from django.utils.translation import gettext_lazy as _


class LevelQuerySet(models.QuerySet["Level"]):
    def reached_with(self, points: int) -> "LevelQuerySet":
        """The levels that this many points allow: every one whose minimum is reached."""
        return self.filter(minimum__lte=points)

    def next_after(self, points: int) -> "Level | None":
        return self.filter(minimum__gt=points).order_by("minimum", "pk").first()


class Level(models.Model):
    """A rung of the programme."""

    class Group(models.TextChoices):
        PERSONAL = "personal", _("personal")
        CORPORATE = "corporate", _("corporate")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    group = models.CharField(_("group"), max_length=20, choices=Group.choices)
    minimum = models.PositiveIntegerField(_("points from"), unique=True)

    objects = LevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["minimum", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The name where the programme's own is said already."""
        return self.name.removeprefix("CPS ")
