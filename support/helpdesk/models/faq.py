from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cps_portal.lib.text_folding import words
from cps_portal.lib.texts import Texts, language_of


class FaqQuerySet(models.QuerySet["Faq"]):
    def about(self, text: str) -> list["Faq"]:
        """The shown questions that hold every word of the text, accents aside: as they are read, or in any language."""
        wanted = words(text)
        shown = list(self.filter(is_shown=True))
        return [faq for faq in shown if faq.holds(wanted, faq.language)] or [
            faq for faq in shown if any(faq.holds(wanted, code) for code in faq.answers)
        ]


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
        return str(self.questions.get(self.language, ""))

    @property
    def answer(self) -> str:
        return str(self.answers.get(self.language, ""))

    @property
    def whole(self) -> Texts:
        """The answers whose question is there in the same language."""
        return {code: text for code, text in self.answers.items() if text and self.questions.get(code)}

    @property
    def language(self) -> str:
        """The language in which the reader gets question and answer."""
        return language_of(self.whole)

    @property
    def foreign(self) -> str:
        """That language, where it is not the page's: a program that reads aloud has to know."""
        return "" if (get_language() or "").startswith(self.language) else self.language

    @property
    def missing(self) -> list[str]:
        """The languages of the portal whose readers get the text of another."""
        codes = [code.split("-")[0] for code, _name in settings.LANGUAGES]
        return [code for code in codes if code not in self.whole]

    def holds(self, wanted: list[str], language: str) -> bool:
        """Return whether each word begins a word of the question or of the answer."""
        own = words(f"{self.questions.get(language, '')} {self.answers.get(language, '')}")
        return all(any(word.startswith(start) for word in own) for start in wanted)
