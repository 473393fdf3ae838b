from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from cps_portal.lib.texts import in_language
from support.folding import words


class LookUp(models.Model):
    """A look at somebody's data: who looked, for what, and whom it led to; kept as evidence."""

    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    query = models.CharField(_("what was looked for"), max_length=200, blank=True)
    company = models.ForeignKey(
        Company, models.SET_NULL, null=True, blank=True, related_name="look_ups", verbose_name=_("company")
    )

    class Meta:
        verbose_name = _("look-up")
        verbose_name_plural = _("look-ups")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"]), models.Index(fields=["company", "-id"])]
        permissions = [("look_up", "Can look members up and open their pages")]

    def __str__(self) -> str:
        return f"{self.by}: {self.query}"


class FaqQuerySet(models.QuerySet["Faq"]):
    def about(self, text: str) -> list["Faq"]:
        """The shown questions that hold every word of the text in the reader's language, accents aside."""
        wanted = words(text)
        return [faq for faq in self.filter(is_shown=True) if faq.holds(wanted)]


class Faq(models.Model):
    """A question that customers ask, and its answer, in every language."""

    slug = models.SlugField(_("name in the address"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    questions = models.JSONField(_("question by language"), default=dict)
    answers = models.JSONField(_("answer by language"), default=dict)
    is_shown = models.BooleanField(_("shown"), default=True)

    objects = FaqQuerySet.as_manager()

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.question

    @property
    def question(self) -> str:
        return in_language(self.questions)

    @property
    def answer(self) -> str:
        return in_language(self.answers)

    def holds(self, wanted: list[str]) -> bool:
        """Return whether each word begins a word of the question or of the answer."""
        own = words(f"{self.question} {self.answer}")
        return all(any(word.startswith(start) for word in own) for start in wanted)


class JobRun(models.Model):
    """When a job of the worker ran last and how it ended: one row a job."""

    job = models.CharField(_("job"), max_length=120, primary_key=True)
    first_at = models.DateTimeField(_("known since"))
    ran_at = models.DateTimeField(_("ran at"), null=True, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    problem = models.CharField(_("what stood in the way"), max_length=200, blank=True)
    alarmed_at = models.DateTimeField(_("alarm raised at"), null=True, blank=True)

    class Meta:
        verbose_name = _("job of the worker")
        verbose_name_plural = _("jobs of the worker")
        ordering = ["job"]

    def __str__(self) -> str:
        return self.job
