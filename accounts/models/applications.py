import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models.companies import Company, CompanyDetails
from accounts.models.queue import QueueQuestions
from accounts.models.users import User

DRAFT_LIFE = timedelta(days=settings.DRAFT_DAYS)
DOCUMENT_LIFE = timedelta(days=settings.DOCUMENT_DAYS)


class ApplicationQuerySet(QueueQuestions["Application"]):
    def open(self) -> "ApplicationQuerySet":
        """Cases that a verifier still has to decide or an applicant to answer."""
        return self.filter(status__in=Application.UNDECIDED)

    def forgotten(self, *, at: datetime) -> "ApplicationQuerySet":
        """Drafts that nobody sent in time."""
        return self.filter(status=Application.Status.DRAFT, created_at__lt=at - DRAFT_LIFE)

    def silent_since(self, at: datetime) -> "ApplicationQuerySet":
        """Cases whose applicant was asked by that moment, has not answered and has not been reminded of it.

        Annotates the asking as `asking` and its moment as `asked_at`.
        """
        asking = CaseEvent.objects.filter(application=OuterRef("pk"), act=CaseEvent.Act.ASKED).order_by("-pk")
        waiting = self.filter(status=Application.Status.WAITING).annotate(
            asking=Subquery(asking.values("pk")[:1]), asked_at=Subquery(asking.values("at")[:1])
        )
        reminded = CaseEvent.objects.filter(
            application=OuterRef("pk"), act=CaseEvent.Act.REMINDED, pk__gt=OuterRef("asking")
        )
        return waiting.filter(~Exists(reminded), asked_at__lte=at).order_by("asked_at", "pk")

    def overdue_unescalated(self, *, on: date) -> "ApplicationQuerySet":
        """Late cases of whose present promise the leads have not been told."""
        told = CaseEvent.objects.filter(
            application=OuterRef("pk"), act=CaseEvent.Act.ESCALATED, at__gte=OuterRef("promised_on")
        )
        return self.late(on=on).filter(~Exists(told)).order_by("promised_on", "pk")


class Application(CompanyDetails):
    """A company's request for a business account: a draft until it is sent, then a verification case."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        IN_REVIEW = "in_review", _("in review")
        WAITING = "waiting", _("waiting for applicant")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        JOINING = "joining", _("turned into a join request")

    UNDECIDED = (Status.SUBMITTED, Status.IN_REVIEW, Status.WAITING)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.DRAFT)
    contact_name = models.CharField(_("contact person"), max_length=150)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=40)
    language = models.CharField(_("language"), max_length=10)
    source = models.CharField(_("source"), max_length=60, blank=True)
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("company")
    )
    authorised_at = models.DateTimeField(_("declared authorised at"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    paused_on = models.DateField(
        _("paused on"), null=True, blank=True, help_text=_("Set while we wait for the applicant.")
    )
    claimed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claimed_cases",
        verbose_name=_("claimed by"),
    )
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-pk"]
        permissions = [("open_case", "Can open cases with their documents")]
        indexes = [
            models.Index(
                fields=["promised_on", "id"],
                condition=models.Q(status__in=["submitted", "in_review", "waiting"]),
                name="application_queue",
            ),
            models.Index(fields=["email"]),
            models.Index(fields=["vat_number"]),
            models.Index(fields=["country", "registration_number"], name="application_registration"),
            models.Index(fields=["name_core"], name="application_name_core"),
            GinIndex(fields=["name_core"], opclasses=["gin_trgm_ops"], name="application_name_trigrams"),
            models.Index(fields=["decided_at"], name="application_decided"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | models.Q(submitted_at__isnull=False, promised_on__isnull=False),
                name="application_sent_has_a_promise",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="approved") | models.Q(company__isnull=False),
                name="application_approved_has_a_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.legal_name}".strip()

    @property
    def number(self) -> str:
        """The application number as the applicant reads it."""
        return f"A-{self.pk:06d}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_open(self) -> bool:
        return self.status in self.UNDECIDED

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_joining(self) -> bool:
        return self.status == self.Status.JOINING

    @property
    def current_document(self) -> "Document | None":
        return self.documents.filter(replaced_at=None).first()

    @property
    def kept_until(self) -> datetime:
        """The end of a draft that nobody sends."""
        return self.created_at + DRAFT_LIFE

    def is_forgotten(self, *, at: datetime) -> bool:
        return self.is_draft and self.kept_until < at

    def is_late(self, *, on: date) -> bool:
        """Return whether our promise is broken; while we wait for the applicant it stands still."""
        ours = self.is_open and not self.is_waiting
        return ours and self.promised_on is not None and self.promised_on < on

    @property
    def document_kinds(self) -> "tuple[Document.Kind, ...]":
        """The proofs that fit what the applicant said of VAT."""
        kinds = Document.Kind
        if self.vat_registered:
            return (kinds.VAT_CERTIFICATE, kinds.COMPANY_INVOICE)
        return (kinds.COMPANY_INVOICE, kinds.BUSINESS_LICENCE, kinds.REGISTER_EXTRACT)


# The life of a case: what may be done in which state, and where it leads.
MOVES: dict[str, tuple[tuple[Application.Status, ...], Application.Status]] = {
    "submit": ((Application.Status.DRAFT,), Application.Status.SUBMITTED),
    "claim": ((Application.Status.SUBMITTED,), Application.Status.IN_REVIEW),
    "release": ((Application.Status.IN_REVIEW,), Application.Status.SUBMITTED),
    "ask": ((Application.Status.IN_REVIEW,), Application.Status.WAITING),
    "answer": ((Application.Status.WAITING,), Application.Status.IN_REVIEW),
    "approve": ((Application.Status.IN_REVIEW,), Application.Status.APPROVED),
    "reject": ((Application.Status.IN_REVIEW,), Application.Status.REJECTED),
    "turn": ((Application.Status.IN_REVIEW,), Application.Status.JOINING),
}


class DocumentQuerySet(models.QuerySet["Document"]):
    def outlived(self, *, at: datetime) -> "DocumentQuerySet":
        """Those whose file is still kept although the decision is long past, the oldest decision first."""
        decided_before = at - DOCUMENT_LIFE
        outlived = self.filter(deleted_at=None, application__decided_at__lt=decided_before)
        return outlived.order_by("application__decided_at", "pk")


class Document(models.Model):
    """A proof that the company exists; a better one replaces it, and neither is ever served in public.

    Some time after the decision the file goes; what it was, its digest and the decision stay.
    """

    class Kind(models.TextChoices):
        VAT_CERTIFICATE = "vat_certificate", _("VAT certificate")
        COMPANY_INVOICE = "company_invoice", _("company invoice")
        BUSINESS_LICENCE = "business_licence", _("business or professional licence")
        REGISTER_EXTRACT = "register_extract", _("extract from the commercial register")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="documents", verbose_name=_("application")
    )
    kind = models.CharField(
        _("kind"),
        max_length=30,
        choices=Kind.choices,
        blank=True,
        help_text=_("Empty only while a draft's applicant has not chosen it."),
    )
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=60)
    size_bytes = models.PositiveIntegerField(_("size in bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"), default=1)
    sha256 = models.CharField(_("SHA-256 of what was uploaded"), max_length=64)
    file = models.FileField(_("file"), upload_to="documents/%Y/%m", max_length=200, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("file deleted at"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(replaced_at=None),
                name="application_has_one_current_document",
            ),
            models.CheckConstraint(
                condition=models.Q(deleted_at=None) | models.Q(file=""),
                name="document_deleted_has_no_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    def that_matter(self) -> "CaseEventQuerySet":
        """The steps that somebody who decides has to know of."""
        return self.exclude(act__in=CaseEvent.ASIDE)


class CaseEvent(models.Model):
    """One step in a case's history: who, when, what, why."""

    class Act(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        CLAIMED = "claimed", _("claimed")
        RELEASED = "released", _("released")
        ASKED = "asked", _("asked for a better document")
        ANSWERED = "answered", _("better document uploaded")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        REMINDED = "reminded", _("applicant reminded")
        ESCALATED = "escalated", _("lead told that the promise is broken")
        TURNED = "turned", _("turned into a join request")
        LET_IN = "let_in", _("let in by the owner")
        KEPT_OUT = "kept_out", _("declined by the owner")

    # Steps that change nothing about what is to be decided.
    ASIDE = (Act.REMINDED, Act.ESCALATED)

    class Reason(models.TextChoices):
        UNREADABLE = "unreadable", _("The document cannot be read.")
        TOO_OLD = "too_old", _("The document is too old.")
        OTHER_COMPANY = "other_company", _("The document shows another company.")
        NO_VAT_NUMBER = "no_vat_number", _("The document does not show the VAT number.")
        NO_ADDRESS = "no_address", _("The document does not show the address.")
        WRONG_KIND = "wrong_kind", _("This is not one of the documents that we can accept.")
        NOT_A_BUSINESS = "not_a_business", _("The gear does not serve a business.")
        NOT_AUTHORISED = "not_authorised", _("The applicant is not authorised to act for the company.")
        OTHER = "other", _("Another reason.")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="events", verbose_name=_("application")
    )
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.CharField(_("reason"), max_length=30, choices=Reason.choices, blank=True)
    public_text = models.TextField(_("text for the applicant"), blank=True)
    private_note = models.TextField(_("private note"), blank=True)
    reference = models.CharField(
        _("reference"),
        max_length=60,
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text=_("Of a step that must not be taken twice."),
    )

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        ordering = ["pk"]
        indexes = [models.Index(fields=["application", "id"])]

    def __str__(self) -> str:
        return self.get_act_display()
