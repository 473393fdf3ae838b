"""All samples, and how one is written out."""

from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils import translation
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule

from cps_portal.lib import mail
from support.staff_site.previews.accounts import ACCOUNTS, APPLICANTS
from support.staff_site.previews.memberships import GEAR, MEMBERSHIPS
from support.staff_site.previews.money import MONEY
from support.staff_site.previews.sample import Group, Sample

OF_THE_APPS = (APPLICANTS, ACCOUNTS, MEMBERSHIPS, MONEY, GEAR)


@cache
def groups() -> list[Group]:
    """Return the groups of all apps; a room of support keeps its own in `mail_previews.py`, as PREVIEWS."""
    rooms = [app for app in apps.get_app_configs() if module_has_submodule(app.module, "mail_previews")]
    return [*OF_THE_APPS, *(import_module(f"{room.name}.mail_previews").PREVIEWS for room in rooms)]


def find(key: str) -> Sample | None:
    return next((sample for group in groups() for sample in group.samples if sample.key == key), None)


def written(sample: Sample, *, language: str) -> mail.Letter:
    """Write a sample out as its reader would get it, and send it to nobody."""
    with translation.override(language):
        facts = sample.facts()
    return mail.rendered(sample.template, language=language, context=facts)


def listed(*, language: str) -> list[tuple[Promise, list[tuple[Sample, str]]]]:
    """Return the samples of each group with their subjects in a language."""
    return [
        (group.title, [(sample, written(sample, language=language).subject) for sample in group.samples])
        for group in groups()
    ]
