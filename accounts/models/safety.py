from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User


class AskedMailQuerySet(models.QuerySet["AskedMail"]):
    def due(self) -> "AskedMailQuerySet":
        return self.filter(answered_at=None).order_by("pk")


class AskedMail(models.Model):
    """A mail that somebody asked for by typing an address; whether one goes out, the worker finds out later."""

    class Kind(models.TextChoices):
        RESET = "reset", _("new password")
        STATUS = "status", _("link to the status page")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    email = models.EmailField(_("e-mail"))
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = AskedMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail asked for")
        verbose_name_plural = _("mails asked for")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(answered_at=None), name="asked_mail_due"),
            models.Index(fields=["asked_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.email}"


class EmailChangeQuerySet(models.QuerySet["EmailChange"]):
    def due(self) -> "EmailChangeQuerySet":
        """Changes whose new address has not been written to yet."""
        return self.filter(mailed_at=None, ended_at=None).order_by("pk")

    def usable(self, *, at: datetime) -> "EmailChangeQuerySet":
        return self.filter(used_at=None, ended_at=None, expires_at__gt=at)


class EmailChange(models.Model):
    """A new log-in address that its person has still to prove; the link's digest comes with the mail.

    Staff who ask for it write down how they made sure who wants it.
    """

    class Evidence(models.TextChoices):
        CALLED_BACK = "called_back", _("called back at the phone number that we know")
        DOCUMENT = "document", _("identity document shown")
        PAPER = "paper", _("letter or e-mail from the company, signed")
        COLLEAGUE = "colleague", _("confirmed by another person of the company")
        OTHER = "other", _("checked in another way")

    user = models.ForeignKey(User, models.CASCADE, related_name="email_changes", verbose_name=_("person"))
    email = models.EmailField(_("new e-mail"))
    digest = models.CharField(_("digest"), max_length=64, unique=True, null=True, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked for by staff")
    )
    evidence = models.CharField(
        _("how the person was checked"), max_length=20, choices=Evidence.choices, blank=True
    )
    reason = models.TextField(_("reason"), blank=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of e-mail")
        verbose_name_plural = _("changes of e-mail")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(mailed_at=None, ended_at=None),
                name="email_change_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by=None, evidence="", reason="")
                | (models.Q(by__isnull=False) & ~models.Q(evidence="") & ~models.Q(reason="")),
                name="email_change_by_staff_is_checked",
            )
        ]

    def __str__(self) -> str:
        return self.email


class LogInQuerySet(models.QuerySet["LogIn"]):
    def open(self, *, at: datetime) -> "LogInQuerySet":
        """Log-ins whose session may still be alive."""
        return self.filter(ended_at=None, at__gt=at - timedelta(seconds=settings.SESSION_COOKIE_AGE))


class LogIn(models.Model):
    """Somebody logged in: when, from where, with which browser; `device` is the digest of that browser's cookie."""

    user = models.ForeignKey(User, models.CASCADE, related_name="log_ins", verbose_name=_("person"))
    at = models.DateTimeField(_("at"))
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)
    device = models.CharField(_("device"), max_length=64)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = LogInQuerySet.as_manager()

    class Meta:
        verbose_name = _("log-in")
        verbose_name_plural = _("log-ins")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "-id"]), models.Index(fields=["user", "device"])]

    def __str__(self) -> str:
        return f"{self.user}, {self.browser}"
