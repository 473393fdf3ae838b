from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from products.models.registrations import Registration


class TransferQuerySet(models.QuerySet["Transfer"]):
    def open(self) -> "TransferQuerySet":
        return self.filter(status__in=Transfer.OPEN)

    def asked_of(self, company: Company) -> "TransferQuerySet":
        """Requests for gear that this company has registered."""
        return self.filter(given__company=company)

    def made_by(self, company: Company) -> "TransferQuerySet":
        return self.filter(wanted__company=company)

    def overdue(self, *, at: datetime) -> "TransferQuerySet":
        """Requests that the other company has not answered in time."""
        return self.filter(status=Transfer.Status.ASKED, answer_until__lte=at)


class Transfer(models.Model):
    """A company's claim to a serial number that another has registered; neither ever reads who the other is."""

    class Status(models.TextChoices):
        ASKED = "asked", _("the other company has been asked")
        CONTESTED = "contested", _("the other company keeps it: we decide")
        RELEASED = "released", _("released by the other company")
        GRANTED = "granted", _("transferred by our decision")
        DECLINED = "declined", _("declined by our decision")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("no answer in time")
        FREED = "freed", _("the serial number has become free")

    OPEN = (Status.ASKED, Status.CONTESTED)
    UNDECIDED = (*OPEN, Status.EXPIRED)

    given = models.ForeignKey(
        Registration, models.PROTECT, related_name="claims", verbose_name=_("registered as")
    )
    wanted = models.ForeignKey(
        Registration, models.PROTECT, related_name="own_claims", verbose_name=_("wanted for")
    )
    serial = models.CharField(_("serial number"), max_length=20)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    answer_until = models.DateTimeField(_("to be answered by"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    reason = models.TextField(_("reason"), blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "answer_until"])]
        constraints = [
            models.UniqueConstraint(
                fields=["given"],
                condition=models.Q(status__in=["asked", "contested"]),
                name="registration_is_claimed_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["wanted"],
                condition=models.Q(status__in=["asked", "contested"]),
                name="registration_claims_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given.product} {self.serial}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_asked(self) -> bool:
        return self.status == self.Status.ASKED

    @property
    def is_free(self) -> bool:
        return self.status == self.Status.FREED

    @property
    def is_undecided(self) -> bool:
        """Whether staff may still decide it."""
        return self.status in self.UNDECIDED


# The life of a claim: what may be done in which state, and where it leads.
MOVES: dict[str, tuple[tuple[Transfer.Status, ...], Transfer.Status]] = {
    "release": (Transfer.OPEN, Transfer.Status.RELEASED),
    "contest": ((Transfer.Status.ASKED,), Transfer.Status.CONTESTED),
    "withdraw": (Transfer.OPEN, Transfer.Status.WITHDRAWN),
    "expire": ((Transfer.Status.ASKED,), Transfer.Status.EXPIRED),
    "free": (Transfer.OPEN, Transfer.Status.FREED),
    "grant": (Transfer.UNDECIDED, Transfer.Status.GRANTED),
    "decline": (Transfer.UNDECIDED, Transfer.Status.DECLINED),
}
