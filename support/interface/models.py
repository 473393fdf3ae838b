"""The interface for other systems: tokens that may ask, and addresses that are told."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from accounts.models.links import digest_of
from subscriptions.models import Suspension, Term


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def by_token(self, text: str, *, at: datetime) -> "ApiToken | None":
        """The token of that text, unless it is over."""
        return self.filter(digest=digest_of(text), revoked_at=None, expires_at__gt=at).first()


class ApiToken(models.Model):
    """A key of another system: only its digest is kept, it may do what its scopes say, and it expires."""

    class Scope(models.TextChoices):
        MEMBERS = "members", _("look a member up by number")
        CARDS = "cards", _("see whether a card is valid")
        GEAR = "gear", _("look gear up by serial number")

    name = models.CharField(_("for which system"), max_length=100)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    beginning = models.CharField(_("begins with"), max_length=12)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("scopes"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token of the interface")
        verbose_name_plural = _("tokens of the interface")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"

    def may(self, scope: str) -> bool:
        return scope in self.scopes


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def open(self) -> "EndpointQuerySet":
        return self.filter(closed_at=None)


class Endpoint(models.Model):
    """An address of another system that is told what happens to memberships, from its creation on."""

    url = models.URLField(_("address"), max_length=300)
    # Kept as it is, for it signs: only whoever made the endpoint has seen it.
    secret = models.CharField(_("secret"), max_length=80)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    created_at = models.DateTimeField(_("created at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["url"], condition=models.Q(closed_at=None), name="endpoint_is_told_once"
            )
        ]

    def __str__(self) -> str:
        return self.url


class Announcement(models.Model):
    """Something that happened to a membership and that other systems are told, once."""

    class Kind(models.TextChoices):
        STARTED = "membership.started", _("membership started")
        ENDED = "membership.ended", _("membership ended")
        SUSPENDED = "membership.suspended", _("membership suspended")
        RESTORED = "membership.restored", _("membership restored")

    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("company"))
    term = models.ForeignKey(Term, models.PROTECT, related_name="announcements", verbose_name=_("term"))
    suspension = models.ForeignKey(
        Suspension,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("suspension"),
    )
    payload = models.JSONField(_("what is told"))
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "term", "suspension"],
                nulls_distinct=False,
                name="announcement_is_made_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.company}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, *, at: datetime) -> "DeliveryQuerySet":
        """Announcements that an endpoint has not taken yet and may be offered now."""
        return self.filter(delivered_at=None, due_at__lte=at).order_by("due_at", "pk")


class Delivery(models.Model):
    """An announcement on its way to an endpoint; without a due time and undelivered, it was given up."""

    endpoint = models.ForeignKey(
        Endpoint, models.PROTECT, related_name="deliveries", verbose_name=_("endpoint")
    )
    announcement = models.ForeignKey(
        Announcement, models.PROTECT, related_name="deliveries", verbose_name=_("announcement")
    )
    due_at = models.DateTimeField(_("to be tried at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    status = models.PositiveSmallIntegerField(_("HTTP status of the last answer"), null=True, blank=True)
    problem = models.CharField(_("what stood in the way"), max_length=200, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(delivered_at=None), name="delivery_due")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "announcement"], name="endpoint_is_told_each_thing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.announcement} → {self.endpoint}"
