from django.db import models
from django.utils.translation import gettext_lazy as _

from cps_portal.lib.texts import in_language
from support.folding import words


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
