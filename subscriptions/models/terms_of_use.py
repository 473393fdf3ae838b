import re
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.text import slugify
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from cps_portal.lib.texts import in_language

HEADING = re.compile(r"\d+\. \S.*")


@dataclass(frozen=True)
class Section:
    """A heading of the terms, empty for what stands before the first, and the paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


def cut(text: str) -> list[Section]:
    """Cut a plain text at its numbered headings: lines like “3. Levels” between empty lines."""
    sections: list[Section] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        words = " ".join(block.split())
        if "\n" not in block.strip() and HEADING.fullmatch(words):
            sections.append(Section(words, ()))
        else:
            above = sections.pop() if sections else Section("", ())
            sections.append(Section(above.heading, (*above.paragraphs, words)))
    return sections


class TermsQuerySet(models.QuerySet["Terms"]):
    def current(self, *, at: datetime) -> "Terms":
        """The newest published version; the seed migration sees to it that there is one."""
        return self.filter(published_at__lte=at).latest("published_at")


class Terms(models.Model):
    """One version of the terms of use, in every language it was published in."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    texts = models.JSONField(_("text by language"), default=dict)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = TermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of use")
        verbose_name_plural = _("terms of use")
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.version

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def sections(self) -> list[Section]:
        """The text in the reader's language, cut at its numbered headings."""
        return cut(self.text)

    @property
    def sections_by_language(self) -> dict[str, list[Section]]:
        """The text in every language in which it is written."""
        return {language: cut(text) for language, text in self.texts.items() if text.strip()}


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    def of(self, company: Company, terms: Terms) -> "AcceptanceQuerySet":
        """Who accepted this version for the company, the first of them first."""
        return self.filter(company=company, terms=terms).order_by("pk")


class Acceptance(models.Model):
    """Who accepted which version of the terms, when, in which language."""

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="acceptances", verbose_name=_("company")
    )
    terms = models.ForeignKey(
        Terms, models.PROTECT, related_name="acceptances", verbose_name=_("terms of use")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    language = models.CharField(_("language"), max_length=10)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceptance of terms")
        verbose_name_plural = _("acceptances of terms")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "terms", "by"], name="person_accepts_a_version_once_for_a_company"
            )
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.terms}"

    @property
    def file_name(self) -> str:
        return f"cps-terms-{slugify(self.terms.version)}.pdf"

    @property
    def language_name(self) -> str:
        """The language in which the person read them, in its own words."""
        return str(get_language_info(self.language.split("-")[0])["name_local"])
