"""What the pages say about what was just done."""

from collections.abc import Callable, Iterator

from django.contrib import messages
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from products.actions import Migration
from products.models import Registration


def points_said(number: int) -> str:
    spoken = number_format(number, use_l10n=True, force_grouping=True)
    return ngettext("%(number)s point", "%(number)s points", number) % {"number": spoken}


def button_forms() -> dict[str, dict[str, str]]:
    """Return the words of the button on Migrate products in every grammatical number, for the script that counts."""
    return {
        "products": _forms(
            lambda n: ngettext("Migrate %(number)s product", "Migrate %(number)s products", n)
        ),
        "points": _forms(lambda n: ngettext("%(number)s point", "%(number)s points", n)),
    }


def _forms(say: Callable[[int], str]) -> dict[str, str]:
    numbers = {"zero": 0, "one": 1, "other": 2}
    return {form: say(number) % {"number": "#"} for form, number in numbers.items()}


def saved_words(registration: Registration) -> str:
    """Say what the registration brings, or what it waits for."""
    facts = {
        "model": registration.product.name,
        "points": points_said(registration.points),
        "missing": registration.to_add,
    }
    if not registration.is_complete:
        return _("%(model)s is saved. Its points count once nothing is missing. %(missing)s.") % facts
    if not registration.points:
        return _("%(model)s is registered. This model brings no points.") % facts
    return _("%(model)s is registered and brings you %(points)s.") % facts


def moved_words(result: Migration) -> Iterator[tuple[int, str]]:
    """Say what has moved and what has not, with the level of the message."""
    if not result.moved and not result.conflicts:
        yield messages.INFO, _("Nothing was left to move. Choose at least one product.")
    if number := len(result.moved):
        words = ngettext(
            "%(number)s product has moved. It brings you %(points)s.",
            "%(number)s products have moved. They bring you %(points)s.",
            number,
        )
        yield messages.SUCCESS, words % {"number": number, "points": points_said(result.points)}
    if number := len(result.conflicts):
        words = ngettext(
            "%(number)s product could not move: it is registered already.",
            "%(number)s products could not move: they are registered already.",
            number,
        )
        yield messages.WARNING, words % {"number": number}
