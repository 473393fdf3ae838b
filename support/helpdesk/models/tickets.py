"""Questions of customers: each a ticket with everything that was said about it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User

REOPENING = timedelta(days=settings.TICKET_REOPEN_DAYS)
SILENCE = timedelta(days=settings.TICKET_SILENT_DAYS)
FILE_LIFE = timedelta(days=settings.TICKET_FILE_DAYS)
# A question that waits for longer is late.
LATE = timedelta(days=2)
# A file that was chosen for a question that nobody sent.
UNSENT_LIFE = timedelta(days=1)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def to_answer(self) -> "TicketQuerySet":
        """Those that wait for us, the longest waiting first."""
        return self.filter(status=Ticket.Status.OPEN).order_by("waiting_since", "pk")

    def next_for(self, agent: User, *, but: int) -> "Ticket | None":
        """The longest waiting of those that are the agent's or nobody's."""
        free = Q(assigned_to=agent) | Q(assigned_to=None)
        return self.to_answer().filter(free).exclude(pk=but).first()

    def undone(self) -> "TicketQuerySet":
        return self.exclude(status=Ticket.Status.CLOSED)

    def unassigned(self) -> "TicketQuerySet":
        return self.filter(assigned_to=None)

    def silent(self, *, at: datetime) -> "TicketQuerySet":
        """Those that we answered long ago, and nobody has said anything since."""
        answered = self.filter(status=Ticket.Status.ANSWERED, answered_at__lt=at - SILENCE)
        return answered.order_by("answered_at", "pk")

    def visible_to(self, user: User, *, company: Company, all_of_it: bool) -> "TicketQuerySet":
        """A company's tickets for whoever may read what colleagues ask, for everybody else their own."""
        own = self.filter(company=company)
        return own if all_of_it else own.filter(by=user.pk)


class Ticket(models.Model):
    """A question of a customer, from its first words until it is closed."""

    class Kind(models.TextChoices):
        GEAR = "gear", _("My gear")
        POINTS = "points", _("Points")
        MEMBERSHIP = "membership", _("Membership")
        MONEY = "money", _("An invoice or a payment")
        ACCOUNT = "account", _("Our company account")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", _("to be answered")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    company = models.ForeignKey(Company, models.PROTECT, related_name="tickets", verbose_name=_("company"))
    by = models.ForeignKey(User, models.PROTECT, related_name="tickets", verbose_name=_("asked by"))
    kind = models.CharField(_("what it is about"), max_length=12, choices=Kind.choices)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    about = models.CharField(
        _("the thing it is about"),
        max_length=60,
        blank=True,
        help_text=_("For example invoice:2026-000042."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    opened_at = models.DateTimeField(_("asked at"))
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assigned to")
    )
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name=_("continues")
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-pk"]
        permissions = [("answer_ticket", "Can answer customers and close their tickets")]
        indexes = [
            models.Index(fields=["waiting_since", "id"], condition=Q(status="open"), name="ticket_to_answer"),
            models.Index(fields=["answered_at"], condition=Q(status="answered"), name="ticket_answered"),
            models.Index(fields=["company", "-id"]),
            models.Index(
                fields=["assigned_to", "-id"], condition=~Q(status="closed"), name="ticket_of_agent"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", waiting_since__isnull=False)
                | (~Q(status="open") & Q(waiting_since=None)),
                name="ticket_open_waits",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at=None)),
                name="ticket_closed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}".strip()

    @property
    def number(self) -> str:
        """The number as the customer reads it."""
        return f"T-{self.pk:06d}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def look(self) -> str:
        """The colour and icon of its state."""
        return {"open": "care", "answered": "done"}.get(self.status, "quiet")

    def may_be_reopened(self, *, at: datetime) -> bool:
        return self.closed_at is not None and at <= self.closed_at + REOPENING


# The life of a ticket: what may be done in which state, and where it leads.
MOVES: dict[str, tuple[tuple[Ticket.Status, ...], Ticket.Status]] = {
    "answer": (tuple(Ticket.Status), Ticket.Status.ANSWERED),
    "reply": (tuple(Ticket.Status), Ticket.Status.OPEN),
    "close": ((Ticket.Status.OPEN, Ticket.Status.ANSWERED), Ticket.Status.CLOSED),
}


class TicketEventQuerySet(models.QuerySet["TicketEvent"]):
    def significant(self) -> "TicketEventQuerySet":
        """What somebody who answers has to know of."""
        return self.exclude(act__in=TicketEvent.ASIDE)

    def public(self) -> "TicketEventQuerySet":
        """What the customer may read."""
        return self.exclude(act__in=TicketEvent.INTERNAL)


class TicketEvent(models.Model):
    """One thing that was said or done: by whom, when, and in which words."""

    class Act(models.TextChoices):
        WRITTEN = "written", _("written")
        ANSWERED = "answered", _("answered")
        NOTED = "noted", _("internal note")
        TAKEN = "taken", _("taken on")
        RELEASED = "released", _("given back")
        CLOSED = "closed", _("closed")

    INTERNAL = (Act.NOTED, Act.TAKEN, Act.RELEASED)
    # Steps that change nothing about what is to be answered.
    ASIDE = (Act.TAKEN, Act.RELEASED)

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="events", verbose_name=_("ticket"))
    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    text = models.TextField(_("text"), blank=True)
    key = models.UUIDField(
        _("key of the form"),
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text=_("The same form sent twice is one thing said."),
    )

    objects = TicketEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a ticket")
        verbose_name_plural = _("events of tickets")
        ordering = ["pk"]
        indexes = [models.Index(fields=["ticket", "id"])]

    def __str__(self) -> str:
        return self.get_act_display()

    @property
    def is_ours(self) -> bool:
        return self.act == self.Act.ANSWERED

    @property
    def is_note(self) -> bool:
        return self.act == self.Act.NOTED

    @property
    def is_closing(self) -> bool:
        return self.act == self.Act.CLOSED

    @property
    def is_aside(self) -> bool:
        return self.act in self.ASIDE


class TicketFileQuerySet(models.QuerySet["TicketFile"]):
    def kept_for(self, key: uuid.UUID, *, by: User | AnonymousUser) -> "TicketFileQuerySet":
        """What somebody chose for a form that is not sent yet."""
        return self.filter(form=key, by=by.pk, event=None, deleted_at=None).order_by("pk")

    def outlived(self, *, at: datetime) -> "TicketFileQuerySet":
        """Those whose ticket was closed long ago, and those that were never sent."""
        past = Q(event__ticket__closed_at__lt=at - FILE_LIFE)
        unsent = Q(event=None, uploaded_at__lt=at - UNSENT_LIFE)
        return self.filter(past | unsent, deleted_at=None).order_by("pk")


class TicketFile(models.Model):
    """A file that a customer sent with their words; some time after the end the file goes, its digest stays."""

    event = models.ForeignKey(
        TicketEvent, models.CASCADE, null=True, blank=True, related_name="files", verbose_name=_("sent with")
    )
    form = models.UUIDField(_("key of the form"), editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    name = models.CharField(_("file name"), max_length=200, blank=True)
    media_type = models.CharField(_("media type"), max_length=60)
    size_bytes = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of what was uploaded"), max_length=64)
    file = models.FileField(_("file"), upload_to="tickets/%Y/%m", max_length=200, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    deleted_at = models.DateTimeField(_("file deleted at"), null=True, blank=True)

    objects = TicketFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a ticket")
        verbose_name_plural = _("files of tickets")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["uploaded_at"], condition=Q(event=None, deleted_at=None), name="ticket_file_unsent"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["form", "by", "sha256"], name="ticket_file_is_kept_once"),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(file=""), name="ticket_file_deleted_has_no_file"
            ),
        ]

    def __str__(self) -> str:
        return self.name
