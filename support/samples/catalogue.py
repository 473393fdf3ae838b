"""All samples, and how one is written out."""

from django.utils import translation
from django.utils.functional import Promise

from cps_portal.lib import mail
from support.samples.accounts import ACCOUNTS, APPLICANTS
from support.samples.memberships import GEAR, MEMBERSHIPS
from support.samples.money import MONEY
from support.samples.questions import QUESTIONS
from support.samples.sample import Sample

GROUPS = (APPLICANTS, ACCOUNTS, MEMBERSHIPS, MONEY, GEAR, QUESTIONS)


def find(key: str) -> Sample | None:
    return next((sample for group in GROUPS for sample in group.samples if sample.key == key), None)


def written(sample: Sample, *, language: str) -> mail.Letter:
    """Write a sample out as its reader would get it, and send it to nobody."""
    with translation.override(language):
        facts = sample.facts()
    return mail.rendered(sample.template, language=language, context=facts)


def listed(*, language: str) -> list[tuple[Promise, list[tuple[Sample, str]]]]:
    """Return the samples of each group with their subjects in a language."""
    return [
        (group.title, [(sample, written(sample, language=language).subject) for sample in group.samples])
        for group in GROUPS
    ]
