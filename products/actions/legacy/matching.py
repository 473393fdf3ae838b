from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cps_portal.lib.errors import DomainError, StaleDecision
from products.models import Alias, LegacyProduct, Product

Problem = LegacyProduct.Problem


class MatchedBefore(DomainError):
    """The name means another model already."""


@transaction.atomic
def match_model(*, folded: str, product: Product) -> int:
    """Let a name mean a model from now on, in files to come and in every row that waits; return how many waited."""
    try:
        with transaction.atomic():
            alias, _is_new = Alias.objects.get_or_create(folded=folded, defaults={"product": product})
    except IntegrityError:
        alias = Alias.objects.get(folded=folded)
    if alias.product_id != product.pk:
        raise MatchedBefore(
            _("This name means %(model)s already. Change it in the catalogue.") % {"model": alias.product}
        )
    problem = "" if product.is_registrable else Problem.NOT_REGISTRABLE
    return (
        LegacyProduct.objects.unknown_models().filter(folded=folded).update(product=product, problem=problem)
    )


@transaction.atomic
def set_aside_model(*, folded: str) -> int:
    """Put the rows with a name aside that means nothing the programme knows; return how many there were."""
    rows = LegacyProduct.objects.unknown_models().filter(folded=folded).update(problem=Problem.SET_ASIDE)
    if not rows:
        raise StaleDecision(_("No row waits with this name any more."))
    return rows
