"""Numbers of papers, without a gap, and the reference by which a transfer finds its invoice."""

from stdnum.iso7064 import mod_97_10

from billing.models import NumberSeries, Seller


def next_number(*, seller: Seller, kind: str, year: int) -> str:
    """Take the next number; the row stays locked until the paper is written, so that no number is lost."""
    NumberSeries.objects.get_or_create(seller=seller, kind=kind, year=year)
    series = (
        NumberSeries.objects.select_for_update(of=("self",))
        .select_related("seller")
        .get(seller=seller, kind=kind, year=year)
    )
    series.last += 1
    series.save(update_fields=["last"])
    return series.last_number


def creditor_reference(number: str) -> str:
    """Return the reference by which a transfer finds its invoice, with the check digits of ISO 11649."""
    body = "".join(letter for letter in number.upper() if letter.isalnum())
    return f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"
