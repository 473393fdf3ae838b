"""What the old programme knew of an address, for pages of apps that do not know the old programme."""

from typing import Any

from django import template
from django.db.models import Count, Q

from products.models import LegacyMember, OldAddressProof

register = template.Library()


@register.inclusion_tag("admin/products/legacy_record.html", takes_context=True)
def legacy_record(context: template.Context, email: str) -> dict[str, Any]:
    """Show the legacy member whom an old e-mail address leads to, to staff who may see legacy members."""
    address = email.strip().lower()
    if not address or not context["request"].user.has_perm("products.view_legacymember"):
        return {"address": ""}
    gear = {
        "gear": Count("products"),
        "moved": Count("products", filter=Q(products__registration__isnull=False)),
        "unread": Count("products", filter=~Q(products__problem="")),
    }
    members = LegacyMember.objects.filter(email=address).annotate(**gear).order_by("number")
    proven = OldAddressProof.objects.filter(email=address).exclude(proven_at=None).select_related("company")
    return {"address": address, "members": list(members), "proof": proven.first()}
